package dev.failfast.benchmarks.calls;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Resilience4j, configured as it comes, but open for a day. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Resilience4j {
    private final CircuitBreaker closed = breaker(true);
    private final CircuitBreaker open = breaker(false);
    private final CircuitBreaker openWithStackTrace = breaker(true);

    public Resilience4j() {
        open.transitionToOpenState();
        openWithStackTrace.transitionToOpenState();
    }

    private static CircuitBreaker breaker(boolean stackTrace) {
        return CircuitBreaker.of(
                "breaker",
                CircuitBreakerConfig.custom()
                        .waitDurationInOpenState(Duration.ofDays(1))
                        .writableStackTraceEnabled(stackTrace)
                        .build());
    }

    @Benchmark
    public Object closed(Service service) {
        return closed.executeSupplier(service);
    }

    @Benchmark
    public Object rejected(Service service) {
        return rejected(open, service);
    }

    @Benchmark
    public Object rejectedWithStackTrace(Service service) {
        return rejected(openWithStackTrace, service);
    }

    private static Object rejected(CircuitBreaker breaker, Service service) {
        try {
            return breaker.executeSupplier(service);
        } catch (CallNotPermittedException e) {
            return service.rejected(e);
        }
    }
}
