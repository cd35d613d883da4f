package dev.failfast.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until a test moves it, for {@link dev.failfast.Store#inProcess(InstantSource)}. Safe for
 * use by many threads.
 */
public final class TestClock implements InstantSource {
    private volatile Instant now;

    /** A clock that stands at an arbitrary time. */
    public TestClock() {
        this(Instant.parse("2026-03-01T12:00:00Z"));
    }

    /**
     * A clock that stands at a given time.
     *
     * @param now the time
     */
    public TestClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Lets time pass.
     *
     * @param duration how much; negative steps the clock back
     */
    public synchronized void elapse(Duration duration) {
        now = now.plus(duration);
    }
}
