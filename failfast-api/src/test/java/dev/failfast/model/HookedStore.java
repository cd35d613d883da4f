package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store of one host, in which other things happen just before an operation takes effect, or just after, while its
 * answer is on its way: interleavings without threads. Each thing happens once.
 */
final class HookedStore extends ForwardingStore {
    private final Map<String, Runnable> before = new HashMap<>();
    private final Map<String, Runnable> after = new HashMap<>();
    private final Map<String, Integer> count = new HashMap<>();

    HookedStore(Store store) {
        super(store);
    }

    void before(String operation, Runnable happens) {
        before.put(operation, happens);
    }

    void after(String operation, Runnable happens) {
        after.put(operation, happens);
    }

    int count(String operation) {
        return count.getOrDefault(operation, 0);
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        begin("read");
        Breaker.Status row = super.read(name);
        end("read");
        return row;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        begin("trip");
        boolean wrote = super.trip(name, openFor, reason);
        end("trip");
        return wrote;
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        begin("claim");
        Instant fence = super.claim(name, lease);
        end("claim");
        return fence;
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        begin("release");
        boolean held = super.release(name, fence, delay);
        end("release");
        return held;
    }

    private void begin(String operation) {
        count.merge(operation, 1, Integer::sum);
        happen(before.remove(operation));
    }

    private void end(String operation) {
        happen(after.remove(operation));
    }

    private static void happen(@Nullable Runnable happens) {
        if (happens != null) {
            happens.run();
        }
    }
}
