package dev.failfast.benchmarks.calls;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.Where;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.jdbc.JdbcStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** failfast, with its state on PostgreSQL, read once per second. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Cached {
    private JdbcStore store;
    private Breaker closed;
    private Breaker open;

    @Setup
    public void open() {
        FreshDatabase database = Where.POSTGRESQL.inFork();
        // A snapshot that takes a second is an outage, and a JVM that has just begun is slow.
        try (JdbcStore once = Stores.perCall(database, 1)) {
            once.list();
        }
        store = Stores.cached(database, Duration.ofSeconds(1), 2);
        closed = Breaker.named("closed").store(store).build();
        open = Breaker.named(LookUps.OPEN).store(store).build();
        Stores.awaitOpen(open);
    }

    @TearDown
    public void close() {
        store.close();
        Stores.refuseOutages();
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
