package dev.failfast.spring.actuate;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.spring.FailfastAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The endpoint {@code failfast}, if the application has Actuator and exposes it. */
@AutoConfiguration(after = FailfastAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(FailfastEndpoint.class)
public final class FailfastEndpointAutoConfiguration {

    /** By the container. */
    public FailfastEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean({BreakerRegistry.class, Store.class})
    FailfastEndpoint failfastEndpoint(BreakerRegistry registry, Store store, Environment environment) {
        return new FailfastEndpoint(registry, store, environment.getProperty("failfast.enabled", Boolean.class, true));
    }
}
