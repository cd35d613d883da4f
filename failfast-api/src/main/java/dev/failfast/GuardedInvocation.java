package dev.failfast;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a proxy does: it knows a call for each method of its interface. */
final class GuardedInvocation implements InvocationHandler {
    private final Object target;
    private final Map<Method, MethodCall> calls;

    GuardedInvocation(Object target, Map<Method, MethodCall> calls) {
        this.target = target;
        this.calls = Map.copyOf(calls);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        MethodCall call = calls.get(method);
        if (call != null) {
            return call.make(arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> target.toString();
            default -> throw new IllegalStateException("unknown method " + method);
        };
    }
}
