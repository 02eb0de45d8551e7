package dev.muster.gateway.admin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;

import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;

/** A store in which somebody else always changes a tenant's authority a moment earlier; all else is the real one's. */
final class OvertakenStore {
    private OvertakenStore() {}

    static Store of(Store real, TenantAuthority theirs) {
        TenantStore tenants = standIn(TenantStore.class, (method, arguments) -> {
            if (method.getName().equals("changeAuthority")) {
                real.tenants().changeAuthority((TenantId) arguments[0], (TenantAuthority) arguments[1], theirs,
                        (Instant) arguments[arguments.length - 1]);
            }
            return call(real.tenants(), method, arguments);
        });
        return standIn(Store.class, (method, arguments) -> method.getName().equals("tenants") ? tenants
                : call(real, method, arguments));
    }

    private interface Answering {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T standIn(Class<T> type, Answering answering) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (_, method, arguments) -> answering.answer(method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
