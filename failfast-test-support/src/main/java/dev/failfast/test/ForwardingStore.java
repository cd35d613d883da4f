package dev.failfast.test;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes everything on to another store; to be extended by what changes a part of it. Two of them on one store are two
 * hosts, as far as breakers are concerned: what a process remembers belongs to the store object it uses.
 *
 * <p>{@link #look} is a {@link #read}, so that who changes the one changes what calls see.
 */
public class ForwardingStore implements Store {
    private final Store store;

    /**
     * Passes everything on.
     *
     * @param store to this one
     */
    public ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        return store.read(name);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return store.trip(name, openFor, reason);
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return store.claim(name, lease);
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return store.heal(name, fence);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return store.reopen(name, fence, openFor, reason);
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return store.release(name, fence, delay);
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        store.force(name, openFor, reason);
    }

    @Override
    public void reset(String name) {
        store.reset(name);
    }

    @Override
    public List<Breaker.Status> list() {
        return store.list();
    }

    @Override
    public void close() {
        store.close();
    }
}
