package dev.failfast;

import dev.failfast.Hierarchy.Signature;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds for each method of a type how it is guarded. For use by one thread. */
final class GuardedMethods {
    private final Class<?> type;
    private final MethodHandles.Lookup lookup;
    private final Hierarchy hierarchy;
    private final FailfastFinder finder;

    /**
     * @param type what callers see: an interface, or the class itself
     * @param implementation the class of the object
     * @param lookup can see the type
     */
    GuardedMethods(Class<?> type, Class<?> implementation, MethodHandles.Lookup lookup) {
        this.type = type;
        this.lookup = lookup;
        this.hierarchy = new Hierarchy(implementation);
        this.finder = new FailfastFinder(type, implementation, hierarchy);
    }

    static Map<Method, GuardedMethod> ofClass(Class<?> type) {
        GuardedMethods methods = new GuardedMethods(type, type, MethodHandles.lookup());
        return methods.finder.findsNothing() ? Map.of() : methods.all();
    }

    private Map<Method, GuardedMethod> all() {
        refuseUnreachable();
        Map<Method, GuardedMethod> all = new HashMap<>();
        hierarchy
                .all()
                .filter(each -> each != Object.class)
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(FailfastFinder::isVirtual)
                .forEach(method -> {
                    GuardedMethod guarded = find(method);
                    if (guarded != null) {
                        all.put(method, guarded);
                    }
                });
        return Map.copyOf(all);
    }

    void refuseUnreachable() {
        finder.refuseUnreachable();
    }

    /** Null if the method is not guarded. */
    @Nullable
    GuardedMethod find(Method method) {
        Signature signature = hierarchy.signature(method);
        if (FailfastFinder.isOfObject(signature)) {
            return null;
        }
        try {
            Failfast annotation = finder.find(signature);
            if (annotation == null) {
                return null;
            }
            Class<?> returned = returned(method, signature);
            return new GuardedMethod(method, returned, annotation, fallback(annotation, method, signature, returned));
        } catch (IllegalArgumentException e) {
            throw GuardedMethod.cannotGuard(method, e.getMessage(), e);
        }
    }

    /** What is returned according to the most specific declaration that callers see; a bridge itself does not tell. */
    private Class<?> returned(Method method, Signature signature) {
        Class<?> returned = answer(method);
        List<Class<?>> declaring = type.isInterface()
                ? Hierarchy.withSuperInterfaces(type)
                : hierarchy.all().toList();
        for (Class<?> each : declaring) {
            for (Method same : hierarchy.declared(each, signature)) {
                Class<?> other = answer(same);
                returned = returned.isAssignableFrom(other) ? other : returned;
            }
        }
        return returned;
    }

    private Class<?> answer(Method method) {
        return hierarchy.erase(Suspend.is(method) ? Suspend.result(method) : method.getGenericReturnType());
    }

    // ---- the fallback

    private @Nullable Fallback fallback(Failfast annotation, Method method, Signature signature, Class<?> returned) {
        if (annotation.fallback().isEmpty()) {
            return null;
        }
        int exceptionAt = signature.parameters().size() - (Suspend.is(method) ? 1 : 0);
        List<Class<?>> withException = new ArrayList<>(signature.parameters());
        withException.add(exceptionAt, FailfastException.class);
        Signature preferred = new Signature(annotation.fallback(), withException);
        Signature plain = new Signature(annotation.fallback(), signature.parameters());
        Method found = declared(preferred, returned);
        if (found != null) {
            return Fallback.of(found, exceptionAt, lookup);
        }
        found = plain.equals(signature) ? null : declared(plain, returned);
        if (found != null) {
            return Fallback.of(found, -1, lookup);
        }
        throw new IllegalArgumentException("there is no fallback " + describe(plain, returned) + " or "
                + describe(preferred, returned) + " in " + type.getName()
                + "; it must be an instance method, with the same parameters and a return type that fits");
    }

    /** Nearest first, as a call in the class itself would find it. */
    private @Nullable Method declared(Signature signature, Class<?> returned) {
        return Stream.concat(hierarchy.classes(), hierarchy.interfaces())
                .flatMap(each -> hierarchy.declared(each, signature).stream())
                .filter(each -> !each.isBridge()
                        && !Modifier.isStatic(each.getModifiers())
                        && returned.isAssignableFrom(answer(each)))
                .findFirst()
                .orElse(null);
    }

    private static String describe(Signature signature, Class<?> returned) {
        return signature.parameters().stream()
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", returned.getSimpleName() + " " + signature.name() + "(", ")"));
    }
}
