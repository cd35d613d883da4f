package dev.failfast.benchmarks.calls;

import dev.failfast.CheckedCallable;
import dev.failsafe.function.CheckedSupplier;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What is guarded, one per thread, the same for all libraries: an object that exists already, so that making it costs
 * none of them anything. It counts how often it was called and how often it was not; {@link Counts} compares that with
 * the number of measured calls.
 */
@State(Scope.Thread)
public class Service
        implements Supplier<Object>,
                Callable<Object>,
                CheckedCallable<Object, RuntimeException>,
                CheckedSupplier<Object>,
                Runnable {
    private final Object answer = new Object();
    private long called;
    private long rejected;

    @Override
    public Object get() {
        called++;
        return answer;
    }

    @Override
    public Object call() {
        return get();
    }

    @Override
    public void run() {
        called++;
    }

    /** To be returned by the benchmark, so that nobody can do without making it. */
    Object rejected(Object how) {
        rejected++;
        return how;
    }

    long called() {
        return called;
    }

    long rejected() {
        return rejected;
    }

    @TearDown(Level.Trial)
    public void report() {
        Counts.add(called, rejected);
    }
}
