package dev.failfast.benchmarks.calls;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** failfast, with its state in the process. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class InProcess {
    private final Breaker closed = Breaker.named("closed").build();
    private final Breaker open = Breaker.named("open").build();

    public InProcess() {
        open.forceOpen(Duration.ofDays(1));
    }

    @Benchmark
    public Object closed(Service service) {
        return closed.get(service);
    }

    @Benchmark
    public Object rejected(Service service) {
        try {
            return open.get(service);
        } catch (FailfastException e) {
            return service.rejected(e);
        }
    }
}
