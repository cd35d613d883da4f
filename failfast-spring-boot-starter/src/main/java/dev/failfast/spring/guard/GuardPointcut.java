package dev.failfast.spring.guard;

import java.lang.reflect.Method;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/** Which methods of which classes are guarded. */
final class GuardPointcut extends StaticMethodMatcherPointcut {
    private final GuardedBeans beans;

    GuardPointcut(GuardedBeans beans) {
        this.beans = beans;
        setClassFilter(type -> !beans.methods(type).isEmpty());
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return beans.methods(targetClass).containsKey(method);
    }
}
