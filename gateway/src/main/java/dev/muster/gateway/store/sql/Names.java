package dev.muster.gateway.store.sql;

import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.Vendor;

/** Names as they stand in columns, turned back into what they name. An unknown one means that a newer gateway wrote it. */
final class Names {
    private Names() {}

    static ManagementAuthority authority(String name) {
        return ManagementAuthority.ofWireName(name).orElseThrow(() -> unknown("authority", name));
    }

    static TenantAuthority tenantAuthority(String name) {
        return known(TenantAuthority.ofWireName(name), "tenant authority", name);
    }

    static Platform platform(String name) {
        return known(Platform.ofWireName(name), "platform", name);
    }

    static Action.Kind action(String name) {
        return known(Action.Kind.ofWireName(name), "kind of action", name);
    }

    static DmAccount.Scheme scheme(String name) {
        return known(DmAccount.Scheme.ofWireName(name), "scheme", name);
    }

    static Vendor vendor(String name) {
        return known(Vendor.ofWireName(name), "vendor", name);
    }

    /** A constant by its Java name. */
    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException newer) {
            throw new IllegalStateException("the store holds an unknown " + type.getSimpleName() + ": " + name, newer);
        }
    }

    private static <T> T known(Optional<T> found, String what, String name) {
        return found.orElseThrow(() -> unknown(what, name));
    }

    private static IllegalStateException unknown(String what, String name) {
        return new IllegalStateException("the store holds an unknown " + what + ": " + name);
    }
}
