package dev.failfast.spring.actuate;

import dev.failfast.Store;
import dev.failfast.spring.FailfastAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The details {@code failfast} of the application's health, unless nothing is guarded. */
@AutoConfiguration(after = FailfastAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("failfast")
@ConditionalOnBooleanProperty(name = "failfast.enabled", matchIfMissing = true)
@ConditionalOnBean(Store.class)
public final class FailfastHealthAutoConfiguration {

    /** By the container. */
    public FailfastHealthAutoConfiguration() {}

    @Bean
    OutageWatch failfastOutageWatch() {
        return new OutageWatch();
    }

    @Bean
    @ConditionalOnMissingBean(name = "failfastHealthIndicator")
    HealthIndicator failfastHealthIndicator(Store store, OutageWatch watch) {
        return new FailfastHealthIndicator(store, watch);
    }
}
