package dev.failfast.spring.guard;

import dev.failfast.Breaker.Status;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers the threads it was asked on, as a store does not that asks a database: it blocks them. */
final class RecordingStore implements Store {
    final Set<String> threads = ConcurrentHashMap.newKeySet();
    volatile Runnable beforeClaim = () -> {};
    private final Store store;

    RecordingStore(Store store) {
        this.store = store;
    }

    private Store store() {
        threads.add(Thread.currentThread().getName());
        return store;
    }

    @Override
    public @Nullable Status read(String name) {
        return store().read(name);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return store().trip(name, openFor, reason);
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        beforeClaim.run();
        return store().claim(name, lease);
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return store().heal(name, fence);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return store().reopen(name, fence, openFor, reason);
    }

    @Override
    public boolean release(String name, Instant fence, Duration after) {
        return store().release(name, fence, after);
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        store().force(name, openFor, reason);
    }

    @Override
    public void reset(String name) {
        store().reset(name);
    }

    @Override
    public List<Status> list() {
        return store().list();
    }

    @Override
    public void close() {
        store.close();
    }
}
