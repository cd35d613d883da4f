package dev.failfast.micrometer;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.jdbc.JdbcStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;

/** What docs/metrics.md shows. */
final class Samples {
    private Samples() {}

    static BreakerRegistry setUp(MeterRegistry meterRegistry, String url, String user, String password) {
        FailfastMetrics metrics = FailfastMetrics.of(meterRegistry);
        Store store = JdbcStore.builder(url, user, password).listener(metrics).build();
        BreakerRegistry registry = BreakerRegistry.builder()
                .store(store)
                .defaults(breaker -> breaker.listener(metrics))
                .build();
        metrics.watch(store);
        metrics.watch(registry);
        return registry;
    }

    static Breaker late(MeterRegistry meterRegistry, Store store) {
        FailfastMetrics metrics = new FailfastMetrics();
        Breaker salesApi =
                Breaker.named("sales_api").store(store).listener(metrics).build();
        metrics.bindTo(meterRegistry);
        return salesApi;
    }

    static void cutOff(MeterRegistry meterRegistry) {
        meterRegistry
                .config()
                .meterFilter(
                        MeterFilter.maximumAllowableTags("failfast.circuitbreaker", "name", 100, MeterFilter.deny()));
    }
}
