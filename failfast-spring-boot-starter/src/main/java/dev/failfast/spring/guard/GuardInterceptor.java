package dev.failfast.spring.guard;

import static java.util.Objects.requireNonNull;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** Makes the calls of guarded methods. */
final class GuardInterceptor implements MethodInterceptor {
    private final GuardedBeans beans;

    GuardInterceptor(GuardedBeans beans) {
        this.beans = beans;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = requireNonNull(invocation.getThis(), "an auto-proxied bean has a target");
        BeanMethod method = beans.methods(target.getClass()).get(invocation.getMethod());
        return method == null ? invocation.proceed() : method.call(target, invocation);
    }
}
