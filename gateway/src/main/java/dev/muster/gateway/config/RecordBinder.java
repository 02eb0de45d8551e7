package dev.muster.gateway.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Lays what a file says over a record of defaults, component by component: nested records are sections, a key nobody knows is
 * a problem that names the nearest one, and what a compact constructor refuses is told with the key and its line.
 */
final class RecordBinder {
    private final ConfigReader reader;
    private final ScalarBinder scalars;

    RecordBinder(ConfigReader reader) {
        this.reader = reader;
        this.scalars = new ScalarBinder(reader);
    }

    /** A record like {@code defaults} with everything the section says in its place. */
    <R extends Record> R bind(ConfigNode.Mapping section, R defaults) {
        return bind("", section, defaults);
    }

    private <R extends Record> R bind(String path, ConfigNode.Mapping section, R defaults) {
        @SuppressWarnings("unchecked") // getClass of an R is a Class<R>, as a record is final
        Class<R> type = (Class<R>) defaults.getClass();
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknownKeys(path, section, components);
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            Object preset = read(component, defaults);
            ConfigNode written = section.entries().get(component.getName());
            values.add(written == null ? preset
                    : value(join(path, component.getName()), written, component.getGenericType(), preset));
        }
        return construct(path, section, type, components, values);
    }

    private Object value(String path, ConfigNode written, Type type, Object preset) {
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            if (written instanceof ConfigNode.Scalar scalar && scalar.text().isEmpty() && !scalar.quoted()) {
                return Optional.empty();
            }
            return Optional.of(scalars.value(path, written, optional.getActualTypeArguments()[0]));
        }
        if (preset instanceof Record nested && !scalars.knows(type)) {
            return switch (written) {
                case ConfigNode.Mapping mapping -> bind(path, mapping, nested);
                case ConfigNode.Scalar scalar when scalar.text().isEmpty() && !scalar.quoted() -> nested;
                case ConfigNode.Scalar _,ConfigNode.Sequence _ -> throw reader.problem(written.line(),
                        path + " is a section; its keys are " + names(nested.getClass().getRecordComponents()));
            };
        }
        return scalars.value(path, written, type);
    }

    private void refuseUnknownKeys(String path, ConfigNode.Mapping section, RecordComponent[] components) {
        List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
        section.entries().keySet().forEach(key -> {
            if (!known.contains(key)) {
                String nearest = NearestName.to(key, known).map(name -> "; did you mean " + join(path, name) + "?")
                        .orElse("");
                throw reader.problem(section.lineOfKey(key),
                        "unknown key " + join(path, key) + nearest + " Known here: " + names(components));
            }
        });
    }

    private <R extends Record> R construct(String path, ConfigNode.Mapping section, Class<R> type,
            RecordComponent[] components, List<@Nullable Object> values) {
        Class<?>[] signature = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(signature);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException reason) {
                throw reader.problem(lineOf(section, components, String.valueOf(reason.getMessage())),
                        (path.isEmpty() ? "" : path + ": ") + reason.getMessage());
            }
            throw new IllegalStateException(type + " cannot be made", refused);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(type + " has no canonical constructor", broken);
        }
    }

    /** The line of the key the reason opens with, else that of the section. */
    private static int lineOf(ConfigNode.Mapping section, RecordComponent[] components, String reason) {
        for (RecordComponent component : components) {
            ConfigNode written = section.entries().get(component.getName());
            if (written != null && reason.startsWith(component.getName())) {
                return written.line();
            }
        }
        return section.line();
    }

    private static Object read(RecordComponent component, Record from) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(from);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(component + " cannot be read", broken);
        }
    }

    private static String names(RecordComponent[] components) {
        return String.join(", ", Arrays.stream(components).map(RecordComponent::getName).toList());
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
