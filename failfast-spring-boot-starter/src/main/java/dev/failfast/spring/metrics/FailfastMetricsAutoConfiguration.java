package dev.failfast.spring.metrics;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.micrometer.FailfastMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The {@link FailfastMetrics} that listen to the store and the breakers of the application, unless it has its own. They
 * need nothing to be made, since meter registries may need what needs the store; Spring Boot binds them to its meter
 * registries when all is there.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({FailfastMetrics.class, MeterRegistry.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "failfast.enabled", matchIfMissing = true)
public final class FailfastMetricsAutoConfiguration {

    /** By the container. */
    public FailfastMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    FailfastMetrics failfastMetrics() {
        return new FailfastMetrics();
    }

    /** Those that there is one of, or a primary one. */
    @Bean
    SmartInitializingSingleton failfastMetricsWatch(
            FailfastMetrics metrics, ObjectProvider<Store> store, ObjectProvider<BreakerRegistry> registry) {
        return () -> {
            store.ifUnique(metrics::watch);
            registry.ifUnique(metrics::watch);
        };
    }
}
