package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@link Store#inProcess} on a clock that moves one microsecond before each step, and as far as steps say. */
final class InProcessWorld implements World {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Store table = Store.inProcess(this::now);

    @Override
    public Store newHost() {
        return new ForwardingStore(table);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void elapse(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public void nextStep() {
        now = now.plusNanos(1_000);
    }

    @Override
    public void insert(String name, @Nullable Duration left) {
        table.trip(name, left == null ? FOREVER : left, "by hand");
    }

    @Override
    public void update(String name, @Nullable Duration left) {
        Breaker.Status row = table.read(name);
        if (row != null && row.until() != null) {
            // A release is an UPDATE of "until" and nothing else.
            table.release(name, row.until(), left == null ? FOREVER : left);
        }
    }

    @Override
    public void delete(String name) {
        table.reset(name);
    }

    @Override
    public void close() {
        table.close();
    }
}
