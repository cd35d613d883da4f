package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.failfast.Breaker;
import dev.failfast.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** That no event builds tags or looks for meters. */
class AllocationTest {
    private static final int CALLS = 20_000;

    /**
     * The duration of a call has 24 bytes; that and what carries it to a list of listeners, if the JIT lets it live.
     */
    private static final long SMALL = 100;

    @Test
    void aClosedCallWithMetricsLeavesLittleMoreThanItsDuration() {
        assertThat(bytesPerCall(new SimpleMeterRegistry())).isLessThan(SMALL);
        assertThat(bytesPerCall(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)))
                .isLessThan(SMALL);
    }

    private static long bytesPerCall(MeterRegistry meters) {
        Breaker breaker = Breaker.named("sales_api")
                .store(Store.inProcess())
                .listener(FailfastMetrics.of(meters))
                .build();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        call(breaker);
        long before = threads.getCurrentThreadAllocatedBytes();
        call(breaker);
        long after = threads.getCurrentThreadAllocatedBytes();
        return (after - before) / CALLS;
    }

    private static void call(Breaker breaker) {
        for (int i = 0; i < CALLS; i++) {
            breaker.run(() -> {});
        }
    }
}
