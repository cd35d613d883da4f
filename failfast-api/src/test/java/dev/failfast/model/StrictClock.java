package dev.failfast.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Goes on by a microsecond with each reading, so that no two writes make the same fence, as on a real database; and by
 * whole seconds when told to. Whether a break is over thus depends on whole seconds alone, unless they are the same:
 * then the later reading is later.
 */
final class StrictClock implements InstantSource {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant now = START;
    private boolean observing;

    @Override
    public Instant instant() {
        if (!observing) {
            now = now.plusNanos(1_000);
        }
        return now;
    }

    void elapse(Duration duration) {
        now = now.plus(duration);
    }

    /** While a test looks, readings leave no trace. */
    void observing(boolean observing) {
        this.observing = observing;
    }

    long seconds() {
        return seconds(now);
    }

    static long seconds(Instant moment) {
        return moment.equals(Instant.MAX)
                ? Long.MAX_VALUE
                : Duration.between(START, moment).toSeconds();
    }

    /** For keys: how many ticks after the start, or that it is until further notice. */
    static String ticks(Instant moment) {
        return moment.equals(Instant.MAX) ? "M" : String.valueOf(seconds(moment) / Scenario.TICK.toSeconds());
    }
}
