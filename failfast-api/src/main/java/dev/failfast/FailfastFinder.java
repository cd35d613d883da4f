package dev.failfast;

import dev.failfast.Hierarchy.Signature;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which {@link Failfast} counts for which method. For use by one thread. */
final class FailfastFinder {
    private static final List<Signature> OF_OBJECT = List.of(
            new Signature("equals", List.of(Object.class)),
            new Signature("hashCode", List.of()),
            new Signature("toString", List.of()));
    private static final Signature CLOSE = new Signature("close", List.of());

    private final Class<?> type;
    private final Class<?> implementation;
    private final Hierarchy hierarchy;
    private final List<Class<?>> interfaces;

    FailfastFinder(Class<?> type, Class<?> implementation, Hierarchy hierarchy) {
        this.type = type;
        this.implementation = implementation;
        this.hierarchy = hierarchy;
        this.interfaces = Hierarchy.withSuperInterfaces(type);
    }

    /** Null if the method is not guarded. */
    @Nullable
    Failfast find(Signature method) {
        Failfast onMethod = onMethod(method);
        if (onMethod != null) {
            return onMethod;
        }
        if (method.equals(CLOSE) && AutoCloseable.class.isAssignableFrom(type)) {
            return null;
        }
        Failfast onClass = implementation.getAnnotation(Failfast.class);
        return onClass != null ? onClass : onInterface(method);
    }

    private @Nullable Failfast onMethod(Signature method) {
        return Stream.concat(hierarchy.classes(), interfaces.stream())
                .flatMap(each -> hierarchy.declared(each, method).stream())
                .map(FailfastFinder::annotationOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Interfaces inherit no annotations in Java; here they do, for a method must not lose its guard unseen. */
    private @Nullable Failfast onInterface(Signature method) {
        Failfast own = annotationOf(type);
        if (own != null) {
            return own;
        }
        return interfaces.stream()
                .filter(each -> !hierarchy.declared(each, method).isEmpty())
                .map(FailfastFinder::annotationOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::inherited);
    }

    private @Nullable Failfast inherited() {
        List<@Nullable Failfast> all = interfaces.stream()
                .map(FailfastFinder::annotationOf)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (all.size() > 1) {
            throw new IllegalArgumentException(
                    "the interfaces that " + type.getName() + " extends carry different @Failfast; give it its own");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /**
     * Refuses annotations that nobody would ever obey. An annotated method of another interface of the implementation
     * is none: it may be guarded as that.
     */
    void refuseUnreachable() {
        hierarchy
                .classes()
                .forEach(each -> refuseUnreachable(each, hierarchy.interfaces().toList()));
        interfaces.forEach(each -> refuseUnreachable(each, interfaces));
    }

    private void refuseUnreachable(Class<?> declaring, List<Class<?>> reachable) {
        Arrays.stream(declaring.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.isAnnotationPresent(Failfast.class))
                .forEach(method -> {
                    Signature signature = hierarchy.signature(method);
                    if (isOfObject(signature)) {
                        throw unreachable(method, "a proxy answers it itself");
                    }
                    if (!isVirtual(method)
                            || reachable.stream()
                                    .allMatch(each ->
                                            hierarchy.declared(each, signature).isEmpty())) {
                        throw unreachable(method, "it is no method of an interface, so no proxy sees its calls");
                    }
                });
    }

    private static IllegalArgumentException unreachable(Method method, String why) {
        return new IllegalArgumentException("@Failfast on "
                + method.getDeclaringClass().getName() + "." + method.getName() + " would have no effect: " + why);
    }

    private static boolean isVirtual(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers());
    }

    static boolean isOfObject(Signature signature) {
        return OF_OBJECT.contains(signature);
    }

    private static @Nullable Failfast annotationOf(AnnotatedElement element) {
        return element.getAnnotation(Failfast.class);
    }
}
