package dev.failfast.spring.guard;

import dev.failfast.BreakerRegistry;
import org.springframework.aop.Advisor;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Guards the beans that carry {@link dev.failfast.Failfast} with the breakers of the application's
 * {@link BreakerRegistry}, by Spring's own proxies. Nothing happens without a registry, and nothing with
 * {@code failfast.enabled=false}: then beans are not even proxied.
 *
 * <p>What can never work (see {@link UnguardableBeanException}) stops the start of the application. The registry, and
 * with it the store, is not created before the other beans need it or are all there.
 */
@AutoConfiguration(after = AopAutoConfiguration.class, afterName = "dev.failfast.spring.FailfastAutoConfiguration")
@ConditionalOnBooleanProperty(name = "failfast.enabled", matchIfMissing = true)
@ConditionalOnBean(BreakerRegistry.class)
@Import(FailfastGuardAutoConfiguration.AutoProxying.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class FailfastGuardAutoConfiguration {

    /**
     * Where the guard stands among the advice of a bean: outside of {@code @Transactional}, {@code @Cacheable} and
     * aspects without an order, inside of {@code @Retryable} and {@code @Async}. For the {@code order} of what shall
     * stand elsewhere, such as {@code @EnableCaching(order = FailfastGuardAutoConfiguration.ORDER - 1)}.
     *
     * <p>The same as that of spring-retry, whose advisor an application defines before this one, which puts it outside.
     */
    public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

    /** For Spring. */
    public FailfastGuardAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static GuardedBeans failfastGuardedBeans(
            ConfigurableListableBeanFactory beanFactory, ObjectProvider<BreakerRegistry> registry) {
        return new GuardedBeans(new ProxyKind(beanFactory), registry::getObject);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor failfastAdvisor(GuardedBeans beans) {
        DefaultPointcutAdvisor advisor =
                new DefaultPointcutAdvisor(new GuardPointcut(beans), new GuardInterceptor(beans));
        advisor.setOrder(ORDER);
        return advisor;
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ProxyChecks failfastProxyChecks(GuardedBeans beans) {
        return new ProxyChecks(beans);
    }

    /** As {@code @EnableTransactionManagement} does it; whether proxies are subclasses is not ours to say. */
    static final class AutoProxying implements ImportBeanDefinitionRegistrar {
        @Override
        public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
            AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
        }
    }
}
