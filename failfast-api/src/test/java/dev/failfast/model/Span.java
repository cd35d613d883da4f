package dev.failfast.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A moment of which only the limits are known, both included. A point if the clock stands still. */
record Span(Instant from, Instant to) {
    static final Span FOREVER = at(Instant.MAX);

    static Span at(Instant moment) {
        return new Span(moment, moment);
    }

    /** Null: until further notice. */
    Span plus(@Nullable Duration duration) {
        return duration == null ? FOREVER : new Span(plus(from, duration), plus(to, duration));
    }

    boolean contains(Instant moment) {
        return !moment.isBefore(from) && !moment.isAfter(to);
    }

    private static Instant plus(Instant moment, Duration duration) {
        try {
            return moment.plus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MAX;
        }
    }

    @Override
    public String toString() {
        return from.equals(to) ? from.toString() : from + ".." + to;
    }
}
