package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when a test says so: the clock of a store and the ticker of a breaker, moving together. */
final class ManualClock implements InstantSource {
    // Both guarded by this.
    private Instant now;
    // Overflows within the first seconds of a test, as System.nanoTime() may.
    private long nanos = Long.MAX_VALUE - 1_500_000_000L;

    ManualClock() {
        this(Instant.parse("2030-01-01T00:00:00Z"));
    }

    ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized long nanoTime() {
        return nanos;
    }

    synchronized void advance(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }
}
