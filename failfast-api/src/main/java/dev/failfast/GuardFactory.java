package dev.failfast;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Makes one guarded proxy, and refuses what would be guarded wrongly or not at all. */
final class GuardFactory<T> {
    private final BreakerRegistry registry;
    private final Class<T> type;
    private final T target;
    private final MethodHandles.Lookup lookup;
    private final GuardedMethods methods;

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
        this.methods = new GuardedMethods(type, target.getClass(), lookup);
    }

    T create() {
        methods.refuseUnreachable();
        Map<Method, MethodCall> calls = new HashMap<>();
        boolean guarded = false;
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            MethodCall call = MethodCall.of(handle(method));
            GuardedMethod guard = methods.find(method);
            guarded |= guard != null;
            calls.put(method, guard == null ? call : guarded(guard, call));
        }
        if (!guarded) {
            throw new IllegalArgumentException("nothing to guard: neither " + type.getName() + " nor "
                    + target.getClass().getName() + " carries @Failfast on itself or on a method");
        }
        GuardedInvocation handler = new GuardedInvocation(target, calls);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private MethodCall guarded(GuardedMethod guard, MethodCall call) {
        String reason =
                guard.isSuspend() ? "it is a suspend function; use Breaker.acquire inside of it" : guard.refusal();
        if (reason != null) {
            throw guard.cannotGuard(reason, null);
        }
        Breaker breaker = guard.breaker(registry);
        return arguments -> guard.call(breaker, target, arguments, () -> call.make(arguments));
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
            throw GuardedMethod.cannotGuard(
                    method,
                    "the interface is not accessible from " + lookup
                            + "; make it public in an exported package, or pass the MethodHandles.lookup() of a class that can see it",
                    e);
        }
    }
}
