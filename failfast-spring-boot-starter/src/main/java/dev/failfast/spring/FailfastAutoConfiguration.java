package dev.failfast.spring;

import dev.failfast.BreakerListener;
import dev.failfast.BreakerRegistry;
import dev.failfast.BreakerRegistryBuilder;
import dev.failfast.Store;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A {@link BreakerRegistry} with what {@code failfast.*} says, on a {@link Store} in the application's database if it
 * has one, else in this process. Each of the two is left to the application if it defines such a bean.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration"
        })
@EnableConfigurationProperties(FailfastProperties.class)
@Import(JdbcStoreConfiguration.class)
public final class FailfastAutoConfiguration {
    private static final Logger log = LoggerFactory.getLogger(FailfastAutoConfiguration.class);

    /** By the container. */
    public FailfastAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Store.class)
    Store failfastStore(FailfastProperties properties) {
        if (!properties.enabled()) {
            return new UnguardedStore();
        }
        log.info("the state of services stays in this process and is not shared: "
                + (properties.store().type() == FailfastProperties.StoreType.IN_PROCESS
                        ? "failfast.store.type is in-process"
                        : "there is no DataSource"));
        return Store.inProcess();
    }

    @Bean
    @ConditionalOnMissingBean
    BreakerRegistry failfastBreakerRegistry(
            FailfastProperties properties,
            Store store,
            ObjectProvider<BreakerListener> listeners,
            ObjectProvider<BreakerRegistryCustomizer> customizers) {
        if (!properties.enabled()) {
            log.info("failfast.enabled is false: calls pass unguarded");
        }
        BreakerRegistryBuilder registry =
                BreakerRegistry.builder().store(properties.enabled() ? store : new UnguardedStore());
        List<BreakerListener> all = listeners.orderedStream().toList();
        registry.defaults(breaker -> all.forEach(breaker::listener));
        BreakerSettings.apply(properties, registry);
        customizers.orderedStream().forEach(customizer -> customizer.customize(registry));
        return registry.build();
    }
}
