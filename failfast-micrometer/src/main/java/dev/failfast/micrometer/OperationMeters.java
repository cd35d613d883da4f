package dev.failfast.micrometer;

import dev.failfast.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The meters of one operation of the store. */
final class OperationMeters {
    private final Timer successful;
    private final Timer failed;
    private final Timer contention;

    OperationMeters(MeterRegistry registry, String operation) {
        Timer.Builder operations = Timer.builder("failfast.store.operations")
                .description("What the store was asked, waiting for a connection included")
                .tag("operation", operation);
        this.successful = operations.tag("kind", "successful").register(registry);
        this.failed = operations.tag("kind", "failed").register(registry);
        this.contention = operations.tag("kind", "contention").register(registry);
    }

    void record(Duration duration, @Nullable StoreException failure) {
        timerOf(failure).record(duration);
    }

    private Timer timerOf(@Nullable StoreException failure) {
        if (failure == null) {
            return successful;
        }
        return failure.isContention() ? contention : failed;
    }
}
