package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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

    /** A store has no such operation, so the row is made anew in its own past, as it was but for {@code until}. */
    @Override
    public void update(String name, @Nullable Duration left) {
        Breaker.Status row = table.read(name);
        if (row == null) {
            return;
        }
        Instant present = now;
        now = Objects.requireNonNull(row.since());
        String reason = String.valueOf(row.reason());
        table.reset(name);
        table.trip(name, Duration.ZERO, reason);
        for (int trips = 1; trips < row.trips(); trips++) {
            table.reopen(name, claim(name), Duration.ZERO, reason);
        }
        Instant fence = claim(name);
        now = present;
        table.release(name, fence, left == null ? FOREVER : left);
    }

    private Instant claim(String name) {
        return Objects.requireNonNull(table.claim(name, Duration.ofSeconds(1)));
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
