package dev.failfast.spring.guard;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Whether Spring will make a proxy that is a subclass, or one that implements the interfaces. */
final class ProxyKind {
    private final ConfigurableListableBeanFactory beanFactory;

    ProxyKind(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    boolean isSubclass(Class<?> type, @Nullable String bean) {
        if (Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type)) {
            return false;
        }
        if (bean != null && beanFactory.containsBeanDefinition(bean)) {
            if (AutoProxyUtils.shouldProxyTargetClass(beanFactory, bean)) {
                return true;
            }
            if (beanFactory.getBeanDefinition(bean).hasAttribute(AutoProxyUtils.EXPOSED_INTERFACES_ATTRIBUTE)) {
                return false;
            }
        }
        return type.getInterfaces().length == 0 || proxiesAreSubclasses();
    }

    private boolean proxiesAreSubclasses() {
        return beanFactory.getSingleton(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME) instanceof ProxyConfig config
                && config.isProxyTargetClass();
    }
}
