package dev.failfast;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which methods of a class and its supertypes are the same method, type parameters resolved: {@code get(T)} of
 * {@code Base<T>} and {@code get(String)} of {@code Sub extends Base<String>} are, {@code get(Object)} of another
 * interface is not. Names alone would guard a mere overload, and erased types would lose the override. For use by one
 * thread.
 */
final class Hierarchy {
    /** Two methods with the same signature in one hierarchy override each other. */
    record Signature(String name, List<Class<?>> parameters) {}

    private final Map<TypeVariable<?>, Type> arguments = new HashMap<>();
    private final Set<Class<?>> types = new LinkedHashSet<>();
    private final Map<Class<?>, Map<Signature, List<Method>>> declared = new HashMap<>();

    Hierarchy(Class<?> type) {
        add(type);
    }

    private void add(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Class<?> raw = (Class<?>) parameterized.getRawType();
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                arguments.put(raw.getTypeParameters()[i], parameterized.getActualTypeArguments()[i]);
            }
            add(raw);
        } else if (type instanceof Class<?> plain && types.add(plain)) {
            add(plain.getGenericSuperclass());
            Arrays.stream(plain.getGenericInterfaces()).forEach(this::add);
        }
    }

    /** The type and all its supertypes. */
    Stream<Class<?>> all() {
        return types.stream();
    }

    /** The class and its superclasses, nearest first. */
    Stream<Class<?>> classes() {
        return types.stream().filter(type -> !type.isInterface());
    }

    /** All interfaces that the class implements. */
    Stream<Class<?>> interfaces() {
        return types.stream().filter(Class::isInterface);
    }

    /** An interface and those that it extends, nearest first. */
    static List<Class<?>> withSuperInterfaces(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Set<Class<?>> level = Set.of(type); !level.isEmpty(); ) {
            found.addAll(level);
            level = level.stream()
                    .flatMap(each -> Arrays.stream(each.getInterfaces()))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return List.copyOf(found);
    }

    /** Methods with this signature that a type itself declares: one or none, but for bridges and contrived generics. */
    List<Method> declared(Class<?> type, Signature signature) {
        return declared.computeIfAbsent(
                        type,
                        key -> Arrays.stream(key.getDeclaredMethods()).collect(Collectors.groupingBy(this::resolved)))
                .getOrDefault(signature, List.of());
    }

    /** A bridge has the signature of what it stands for: the method of a supertype with the same erasure. */
    Signature signature(Method method) {
        return resolved(method.isBridge() ? bridged(method) : method);
    }

    private Method bridged(Method bridge) {
        return types.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(other -> !other.isBridge()
                        && other.getName().equals(bridge.getName())
                        && Arrays.equals(other.getParameterTypes(), bridge.getParameterTypes()))
                .findFirst()
                .orElse(bridge);
    }

    private Signature resolved(Method method) {
        return new Signature(
                method.getName(),
                Arrays.stream(method.getGenericParameterTypes())
                        .<Class<?>>map(this::erase)
                        .toList());
    }

    /** The class that a type is at run time, as far as it is known in this hierarchy. */
    Class<?> erase(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return erase(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof TypeVariable<?> variable) {
            Type argument = arguments.get(variable);
            return erase(argument == null ? variable.getBounds()[0] : argument);
        }
        return Object.class; // a wildcard, which no supertype has as its argument
    }
}
