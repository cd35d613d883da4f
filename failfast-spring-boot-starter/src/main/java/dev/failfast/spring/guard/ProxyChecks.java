package dev.failfast.spring.guard;

import dev.failfast.Failfast;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Looks at each guarded bean for methods that its proxy does not see, now that it is known which kind it is. */
final class ProxyChecks implements BeanPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(ProxyChecks.class);

    private final GuardedBeans beans;

    ProxyChecks(GuardedBeans beans) {
        this.beans = beans;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof Advised advised && isGuarded(advised)) {
            Map<Method, BeanMethod> methods = beans.methods(AopUtils.getTargetClass(bean));
            if (AopUtils.isCglibProxy(bean)) {
                methods.keySet().stream()
                        .filter(method -> Modifier.isFinal(method.getModifiers()))
                        .sorted(Comparator.comparing(Method::toString))
                        .forEach(method -> finalMethod(name, method));
            } else {
                refuseInvisible(name, methods, AopProxyUtils.proxiedUserInterfaces(bean));
            }
        }
        return bean;
    }

    private static boolean isGuarded(Advised advised) {
        return Arrays.stream(advised.getAdvisors()).anyMatch(each -> each.getAdvice() instanceof GuardInterceptor);
    }

    private static void finalMethod(String bean, Method method) {
        if (isAnnotated(method)) {
            throw new UnguardableBeanException(
                    bean,
                    "@Failfast on " + describe(method) + " would have no effect: the method is final, so no proxy sees"
                            + " its calls; take the final away (Kotlin: open)",
                    null);
        }
        log.warn(
                "{} of bean {} is not guarded, for it is final and no proxy sees its calls; @Failfast of its type is"
                        + " for all methods, so take the final away (Kotlin: open)",
                describe(method),
                bean);
    }

    private static void refuseInvisible(String bean, Map<Method, BeanMethod> methods, Class<?>[] interfaces) {
        List<Method> visible = Arrays.stream(interfaces)
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .toList();
        methods.keySet().stream()
                .filter(method -> !method.isSynthetic()
                        && isAnnotated(method)
                        && visible.stream()
                                .noneMatch(each -> each.getName().equals(method.getName())
                                        && each.getParameterCount() == method.getParameterCount()))
                .findFirst()
                .ifPresent(method -> {
                    throw new UnguardableBeanException(
                            bean,
                            "@Failfast on " + describe(method) + " would have no effect: the bean's proxy has its"
                                    + " interfaces only, and the method is in none of them; add it to one, or set"
                                    + " spring.aop.proxy-target-class=true",
                            null);
                });
    }

    private static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.isAnnotated(method, Failfast.class);
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }
}
