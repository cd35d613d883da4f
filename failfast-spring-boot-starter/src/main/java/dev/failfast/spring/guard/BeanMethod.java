package dev.failfast.spring.guard;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.GuardedMethod;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** A guarded method of a bean, its breaker, which is found when it is needed, and the way in which it is guarded. */
final class BeanMethod {

    /** How a call is made, according to what the method returns. */
    @FunctionalInterface
    interface Form {
        @Nullable
        Object call(GuardedMethod method, Breaker breaker, Object target, MethodInvocation invocation) throws Throwable;

        /** For what is there when the method returns, and for stages. */
        static @Nullable Object plain(GuardedMethod method, Breaker breaker, Object target, MethodInvocation invocation)
                throws Throwable {
            return method.call(breaker, target, invocation.getArguments(), invocation::proceed);
        }
    }

    private final GuardedMethod method;
    private final Form form;
    private final Supplier<BreakerRegistry> registry;
    private volatile @Nullable Breaker breaker;

    BeanMethod(GuardedMethod method, Form form, Supplier<BreakerRegistry> registry) {
        this.method = method;
        this.form = form;
        this.registry = registry;
    }

    @Nullable
    Object call(Object target, MethodInvocation invocation) throws Throwable {
        return form.call(method, breaker(), target, invocation);
    }

    /** Who asks first creates the registry, unless it is there. The registry gives the same breaker each time. */
    Breaker breaker() {
        Breaker known = breaker;
        if (known == null) {
            known = method.breaker(registry.get());
            breaker = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return method.toString();
    }
}
