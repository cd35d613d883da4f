package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a listener how long each operation of a store took, and how it ended. */
final class TimedStore implements Store {
    private final Store store;

    /** Never throws. */
    private final StoreListener listener;

    private final LongSupplier ticker;

    TimedStore(Store store, StoreListener listener, LongSupplier ticker) {
        this.store = store;
        this.listener = listener;
        this.ticker = ticker;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        return this.<Breaker.@Nullable Status>timed("read", () -> store.read(name));
    }

    /** A read too, for whoever looks at the times. */
    @Override
    public Breaker.@Nullable Status look(String name) {
        return this.<Breaker.@Nullable Status>timed("read", () -> store.look(name));
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return timed("trip", () -> store.trip(name, openFor, reason));
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return this.<@Nullable Instant>timed("claim", () -> store.claim(name, lease));
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return timed("heal", () -> store.heal(name, fence));
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return timed("reopen", () -> store.reopen(name, fence, openFor, reason));
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return timed("release", () -> store.release(name, fence, delay));
    }

    @Override
    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    public void force(String name, @Nullable Duration openFor, String reason) {
        this.<@Nullable Void>timed("force", () -> {
            store.force(name, openFor, reason);
            return null;
        });
    }

    @Override
    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    public void reset(String name) {
        this.<@Nullable Void>timed("reset", () -> {
            store.reset(name);
            return null;
        });
    }

    @Override
    public List<Breaker.Status> list() {
        return timed("list", store::list);
    }

    /** Not timed: it is no question to the database. */
    @Override
    public void close() {
        store.close();
    }

    private <T extends @Nullable Object> T timed(String name, Supplier<T> operation) {
        long start = ticker.getAsLong();
        T result;
        try {
            result = operation.get();
        } catch (Throwable t) {
            tell(name, start, StoreException.of(t));
            throw t;
        }
        tell(name, start, null);
        return result;
    }

    private void tell(String name, long start, @Nullable StoreException failure) {
        listener.onOperation(name, Duration.ofNanos(ticker.getAsLong() - start), failure);
    }
}
