package dev.failfast.spring;

import dev.failfast.BreakerRegistryBuilder;

/**
 * What cannot be said in properties: rules for exceptions and results, an executor. Beans of this type, any number of
 * them and in their order, are shown the builder of the auto-configured registry after the properties have been put on
 * it.
 *
 * <pre>{@code
 * @Bean
 * BreakerRegistryCustomizer serverErrors() {
 *     return registry -> registry.defaults(b -> b.tripOnResult(HttpResponse.class, r -> r.statusCode() >= 500));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface BreakerRegistryCustomizer {

    /**
     * Adds options. Called once, when the registry is made.
     *
     * @param registry the builder
     */
    void customize(BreakerRegistryBuilder registry);
}
