package dev.failfast;

import dev.failfast.Hierarchy.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes one guarded proxy, and refuses what would be guarded wrongly or not at all. */
final class GuardFactory<T> {
    private final BreakerRegistry registry;
    private final Class<T> type;
    private final T target;
    private final MethodHandles.Lookup lookup;
    private final Hierarchy hierarchy;
    private final FailfastFinder finder;

    GuardFactory(BreakerRegistry registry, Class<T> type, T target, MethodHandles.Lookup lookup) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("guard needs an interface, was " + type.getName());
        }
        if (!type.isInstance(target)) {
            throw new IllegalArgumentException(target.getClass().getName() + " does not implement " + type.getName());
        }
        this.registry = registry;
        this.type = type;
        this.target = target;
        this.lookup = lookup;
        this.hierarchy = new Hierarchy(target.getClass());
        this.finder = new FailfastFinder(type, target.getClass(), hierarchy);
    }

    T create() {
        finder.refuseUnreachable();
        Map<Method, MethodCall> calls = new HashMap<>();
        boolean guarded = false;
        for (Method method : type.getMethods()) {
            Signature signature = hierarchy.signature(method);
            if (Modifier.isStatic(method.getModifiers()) || FailfastFinder.isOfObject(signature)) {
                continue;
            }
            MethodCall call = MethodCall.of(handle(method));
            try {
                Failfast annotation = finder.find(signature);
                guarded |= annotation != null;
                calls.put(method, annotation == null ? call : guarded(method, signature, annotation, call));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("cannot guard " + describe(method) + ": " + e.getMessage(), e);
            }
        }
        if (!guarded) {
            throw new IllegalArgumentException("nothing to guard: neither " + type.getName() + " nor "
                    + target.getClass().getName() + " carries @Failfast on itself or on a method");
        }
        GuardedInvocation handler = new GuardedInvocation(target, calls);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private MethodCall guarded(Method method, Signature signature, Failfast annotation, MethodCall call) {
        Class<?> returned = returned(method, signature);
        String reason = Unguardable.reason(method, returned);
        if (reason != null) {
            throw new IllegalArgumentException(reason);
        }
        Breaker breaker = registry.breakerOf(annotation);
        return Unguardable.isAsync(returned) ? call.guardedAsync(breaker) : call.guarded(breaker);
    }

    /** What is returned according to the most specific declaration, which a bridge itself does not tell. */
    private Class<?> returned(Method method, Signature signature) {
        Class<?> returned = hierarchy.erase(method.getGenericReturnType());
        for (Class<?> each : Hierarchy.withSuperInterfaces(type)) {
            for (Method same : hierarchy.declared(each, signature)) {
                Class<?> other = hierarchy.erase(same.getGenericReturnType());
                returned = returned.isAssignableFrom(other) ? other : returned;
            }
        }
        return returned;
    }

    /** Takes the arguments as an array, null for none, and returns null for void. */
    private MethodHandle handle(Method method) {
        try {
            lookup.accessClass(type);
            return lookup.unreflect(method)
                    .asFixedArity()
                    .bindTo(target)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "cannot guard " + describe(method) + ": the interface is not accessible from "
                            + lookup
                            + "; make it public in an exported package, or pass the MethodHandles.lookup() of a class that can see it",
                    e);
        }
    }

    private static String describe(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(
                        ", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
    }
}
