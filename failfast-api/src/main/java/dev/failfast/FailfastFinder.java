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
        this.interfaces = type.isInterface()
                ? Hierarchy.withSuperInterfaces(type)
                : hierarchy.interfaces().toList();
    }

    /** A quick look, for those who ask of every class there is. */
    boolean findsNothing() {
        return hierarchy
                .all()
                .noneMatch(each -> annotationOf(each) != null
                        || Arrays.stream(each.getDeclaredMethods()).anyMatch(method -> annotationOf(method) != null));
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
        Failfast onType = annotationOf(implementation);
        if (onType == null) {
            onType = type.isInterface() ? onInterface(type, method) : onInterfaceOfClass(method);
        }
        if (onType != null && !onType.fallback().isEmpty()) {
            throw new IllegalArgumentException("the @Failfast of the type names a fallback, " + onType.fallback()
                    + "; annotate the methods that have one");
        }
        return onType;
    }

    private @Nullable Failfast onMethod(Signature method) {
        return Stream.concat(hierarchy.classes(), interfaces.stream())
                .flatMap(each -> hierarchy.declared(each, method).stream())
                .map(FailfastFinder::annotationOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A class may implement interfaces of several services; each has its say of its own methods. */
    private @Nullable Failfast onInterfaceOfClass(Signature method) {
        return oneOf(
                hierarchy
                        .classes()
                        .flatMap(each -> Arrays.stream(each.getInterfaces()))
                        .filter(each -> Hierarchy.withSuperInterfaces(each).stream()
                                .anyMatch(declaring ->
                                        !hierarchy.declared(declaring, method).isEmpty()))
                        .map(each -> onInterface(each, method)),
                "implements");
    }

    /** Interfaces inherit no annotations in Java; here they do, for a method must not lose its guard unseen. */
    private @Nullable Failfast onInterface(Class<?> root, Signature method) {
        Failfast own = annotationOf(root);
        if (own != null) {
            return own;
        }
        List<Class<?>> all = Hierarchy.withSuperInterfaces(root);
        return all.stream()
                .filter(each -> !hierarchy.declared(each, method).isEmpty())
                .map(FailfastFinder::annotationOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> oneOf(all.stream().map(FailfastFinder::annotationOf), "extends"));
    }

    private @Nullable Failfast oneOf(Stream<@Nullable Failfast> candidates, String how) {
        List<@Nullable Failfast> all =
                candidates.filter(Objects::nonNull).distinct().toList();
        if (all.size() > 1) {
            throw new IllegalArgumentException("the interfaces that " + type.getName() + " " + how
                    + " carry different @Failfast; give it its own");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /**
     * Refuses annotations that nobody would ever obey. An annotated method of another interface of the implementation
     * is none: it may be guarded as that.
     */
    void refuseUnreachable() {
        if (!type.isInterface()) {
            List<Class<?>> all = hierarchy.all().toList();
            all.forEach(each -> refuseUnreachable(each, all));
            return;
        }
        hierarchy
                .classes()
                .forEach(each -> refuseUnreachable(each, hierarchy.interfaces().toList()));
        interfaces.forEach(each -> refuseUnreachable(each, interfaces));
    }

    private void refuseUnreachable(Class<?> declaring, List<Class<?>> reachable) {
        Arrays.stream(declaring.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && annotationOf(method) != null)
                .forEach(method -> {
                    Signature signature = hierarchy.signature(method);
                    if (isOfObject(signature)) {
                        throw unreachable(method, "a proxy answers it itself");
                    }
                    if (!isVirtual(method)) {
                        throw unreachable(method, "it is private or static, so no proxy sees its calls");
                    }
                    if (reachable.stream()
                            .allMatch(
                                    each -> hierarchy.declared(each, signature).isEmpty())) {
                        throw unreachable(method, "it is no method of an interface, so no proxy sees its calls");
                    }
                });
    }

    private static IllegalArgumentException unreachable(Method method, String why) {
        return new IllegalArgumentException("@Failfast on "
                + method.getDeclaringClass().getName() + "." + method.getName() + " would have no effect: " + why);
    }

    static boolean isVirtual(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers());
    }

    static boolean isOfObject(Signature signature) {
        return OF_OBJECT.contains(signature);
    }

    /** Its own, or that of an annotation which it carries: what an application names once, it can use everywhere. */
    private static @Nullable Failfast annotationOf(AnnotatedElement element) {
        Failfast own = element.getAnnotation(Failfast.class);
        return own != null
                ? own
                : Arrays.stream(element.getAnnotations())
                        .map(each -> each.annotationType().getAnnotation(Failfast.class))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }
}
