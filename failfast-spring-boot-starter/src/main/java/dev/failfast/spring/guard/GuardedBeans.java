package dev.failfast.spring.guard;

import dev.failfast.BreakerRegistry;
import dev.failfast.GuardedMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.ProxyCreationContext;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * What is guarded of each class that is a bean. Looked at once, when Spring asks whether the bean needs a proxy; that
 * touches no other bean.
 */
final class GuardedBeans implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(GuardedBeans.class);

    private final ProxyKind proxyKind;
    private final Supplier<BreakerRegistry> registry;
    private final Map<Class<?>, Map<Method, BeanMethod>> known = new ConcurrentHashMap<>();
    private volatile boolean started;

    GuardedBeans(ProxyKind proxyKind, Supplier<BreakerRegistry> registry) {
        this.proxyKind = proxyKind;
        this.registry = registry;
    }

    /** Keyed by every declaration that a call can come by; empty if the class has nothing to guard. */
    Map<Method, BeanMethod> methods(Class<?> type) {
        Map<Method, BeanMethod> methods = known.get(type);
        if (methods == null) {
            methods = find(type);
            known.put(type, methods);
        }
        return methods;
    }

    private Map<Method, BeanMethod> find(Class<?> type) {
        // JDK classes cannot be annotated, and there are many.
        if (type.getName().startsWith("java.")) {
            return Map.of();
        }
        String bean = ProxyCreationContext.getCurrentProxiedBeanName();
        try {
            Map<Method, GuardedMethod> guarded = GuardedMethod.of(type);
            if (guarded.isEmpty()) {
                return Map.of();
            }
            if (Modifier.isFinal(type.getModifiers()) && proxyKind.isSubclass(type, bean)) {
                throw new IllegalArgumentException("the class " + type.getName()
                        + " is final, so there can be no proxy of it; take the final away (Kotlin: open, or the compiler"
                        + " plugin kotlin-spring), or give it an interface and @Proxyable(INTERFACES)");
            }
            return beanMethods(guarded, bean);
        } catch (IllegalArgumentException e) {
            throw new UnguardableBeanException(bean, e.getMessage(), e);
        } catch (LinkageError | TypeNotPresentException e) {
            // Spring bears classes that mention what is not there, as long as it need not look at it.
            log.debug("cannot look for @Failfast in {}", type, e);
            return Map.of();
        }
    }

    private Map<Method, BeanMethod> beanMethods(Map<Method, GuardedMethod> guarded, @Nullable String bean) {
        Map<Method, BeanMethod> methods = new HashMap<>();
        guarded.forEach((method, guard) -> {
            if (AnnotatedElementUtils.isAnnotated(method, Bean.class)) {
                throw new IllegalArgumentException("@Failfast on " + guard
                        + " would guard the making of the bean, not its calls; annotate the methods or the class of the"
                        + " bean");
            }
            methods.put(method, new BeanMethod(guard, Forms.of(guard), registry));
        });
        if (started) {
            methods.values().forEach(BeanMethod::breaker);
        }
        methods.values().stream()
                .map(BeanMethod::toString)
                .sorted()
                .forEach(method ->
                        log.debug("bean {}: {} is guarded, but for calls of the bean to itself", bean, method));
        return Map.copyOf(methods);
    }

    /** Options that are refused stop the start, not the first call. */
    @Override
    public void afterSingletonsInstantiated() {
        started = true;
        known.values().stream().flatMap(methods -> methods.values().stream()).forEach(method -> {
            try {
                method.breaker();
            } catch (IllegalArgumentException e) {
                throw new UnguardableBeanException(null, e.getMessage(), e);
            }
        });
    }
}
