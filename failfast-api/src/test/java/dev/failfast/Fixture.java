package dev.failfast;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One service, a clock that a test controls, and a store that records. */
final class Fixture {
    static final String NAME = "sales_api";
    static final Duration OPEN_FOR = Duration.ofSeconds(60);
    static final Duration LEASE = Duration.ofSeconds(30);

    /** A bound for what must not hang. */
    static final long PATIENCE_SECONDS = 10;

    final ManualClock clock = new ManualClock();

    /** The table, as an operator or another host changes it. */
    final Store table = Store.inProcess(clock);

    final RecordingStore store = new RecordingStore(table);

    BreakerBuilder builder() {
        return builder(NAME, store);
    }

    BreakerBuilder builder(String name, Store on) {
        return Breaker.named(name).store(on).openFor(OPEN_FOR).ticker(clock::nanoTime);
    }

    Breaker breaker() {
        return builder().build();
    }

    /** A row whose time has come, so that the next call is a probe. Leaves no trace in the recording. */
    void halfOpen() {
        halfOpen(NAME);
    }

    void halfOpen(String name) {
        table.reset(name);
        table.trip(name, Duration.ofSeconds(1), "test");
        clock.advance(Duration.ofSeconds(1));
        store.forget();
    }

    Breaker.State state() {
        return status().state();
    }

    Breaker.Status status() {
        Breaker.Status row = table.read(NAME);
        return row == null ? Breaker.Status.closed(NAME) : row;
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What a future fails with, as it is; null if it does not fail. */
    static @Nullable Throwable failureOf(CompletableFuture<?> future) throws Exception {
        CompletableFuture<@Nullable Throwable> failure = future.handle((result, thrown) -> thrown);
        return failure.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static Throwable thrownBy(CompletableFuture<?> future) throws Exception {
        return requireNonNull(failureOf(future), "the future did not fail");
    }

    /** Throws what the compiler would not allow here, as Kotlin does. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "DoNotCallSuggester"})
    static <R, X extends Throwable> R sneak(Throwable t) throws X {
        throw (X) t;
    }

    /** Runs a body on many threads, which all start at once; throws what any of them threw. */
    static void race(int threads, IntConsumer body) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                all.add(pool.submit(() -> {
                    start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    body.accept(number);
                    return true;
                }));
            }
            for (Future<?> one : all) {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
