package dev.failfast.benchmarks.calls;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** failfast, with its state in the process: the forms of a call that {@link InProcess} does not have. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Forms {
    private final Breaker closed = Breaker.named("closed").build();
    private final Breaker open = Breaker.named("open").build();

    public Forms() {
        open.forceOpen(Duration.ofDays(1));
    }

    @Benchmark
    public Object call(Service service) throws Exception {
        return closed.call(service);
    }

    @Benchmark
    public Object callChecked(Service service) {
        return closed.callChecked(service);
    }

    @Benchmark
    public Service run(Service service) {
        closed.run(service);
        return service;
    }

    @Benchmark
    public Object acquire(Service service) {
        try (Permit permit = closed.acquire()) {
            Object result = service.get();
            permit.complete(result, null);
            return result;
        }
    }

    @Benchmark
    public Object acquireRejected(Service service) {
        try {
            return open.acquire();
        } catch (FailfastException e) {
            return service.rejected(e);
        }
    }

    @Benchmark
    public Object tryAcquireRejected(Service service) {
        return service.rejected(Objects.requireNonNullElse(open.tryAcquire(), service));
    }
}
