package dev.failfast.spring;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With {@code failfast.enabled=false}: no service is ever broken, so every call passes, however its breaker is made.
 */
final class UnguardedStore implements Store {
    @Override
    public Breaker.@Nullable Status read(String name) {
        return null;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return false;
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return null;
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return false;
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return false;
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return false;
    }

    /** Never pretends. */
    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        throw new StoreException(name + " cannot be broken by hand: failfast.enabled is false", null);
    }

    @Override
    public void reset(String name) {}

    @Override
    public List<Breaker.Status> list() {
        return List.of();
    }

    @Override
    public void close() {}
}
