package dev.failfast.benchmarks.calls;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.FailsafeExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Failsafe, configured as it comes, but open for a day. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Failsafe {
    private final FailsafeExecutor<Object> closed = dev.failsafe.Failsafe.with(breaker());
    private final FailsafeExecutor<Object> open;

    public Failsafe() {
        CircuitBreaker<Object> breaker = breaker();
        breaker.open();
        open = dev.failsafe.Failsafe.with(breaker);
    }

    private static CircuitBreaker<Object> breaker() {
        return CircuitBreaker.builder().withDelay(Duration.ofDays(1)).build();
    }

    @Benchmark
    public Object closed(Service service) {
        return closed.get(service);
    }

    @Benchmark
    public Object rejected(Service service) {
        try {
            return open.get(service);
        } catch (CircuitBreakerOpenException e) {
            return service.rejected(e);
        }
    }
}
