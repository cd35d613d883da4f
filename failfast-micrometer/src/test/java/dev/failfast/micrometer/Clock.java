package dev.failfast.micrometer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test controls. Safe for use by many threads. */
final class Clock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-24T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    long nanoTime() {
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }
}
