package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it is asked by guarded calls. */
final class RecordingStore extends ForwardingStore {
    private final List<String> asked;

    RecordingStore(Store store, List<String> asked) {
        super(store);
        this.asked = asked;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        asked.add("read");
        return super.read(name);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        asked.add("trip");
        return super.trip(name, openFor, reason);
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        asked.add("claim");
        return super.claim(name, lease);
    }

    @Override
    public boolean heal(String name, Instant fence) {
        asked.add("heal");
        return super.heal(name, fence);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        asked.add("reopen");
        return super.reopen(name, fence, openFor, reason);
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        asked.add("release");
        return super.release(name, fence, delay);
    }
}
