package dev.failfast.spring;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** A {@link BreakerRegistry} for the application. */
@AutoConfiguration
public final class FailfastAutoConfiguration {

    /** By the container. */
    public FailfastAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Store failfastStore() {
        return Store.inProcess();
    }

    @Bean
    @ConditionalOnMissingBean
    BreakerRegistry failfastBreakerRegistry(Store store) {
        return BreakerRegistry.builder().store(store).build();
    }
}
