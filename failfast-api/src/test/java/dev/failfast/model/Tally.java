package dev.failfast.model;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** In how many sequences something happened at least once. */
public final class Tally {
    /** What a generator must reach to be worth anything. */
    public enum Event {
        /** A call tripped the service. */
        TRIPPED,
        /** A trip met a row that was there. */
        MET_A_ROW,
        /** A failure needed no trip. */
        SKIPPED_A_TRIP,
        /** A failure needed no trip although there was no row any more. */
        SKIPPED_A_TRIP_WITHOUT_A_ROW,
        /** The service was seen HALF_OPEN. */
        HALF_OPEN,
        /** A call was rejected. */
        REJECTED,
        /** A probe succeeded. */
        HEALED,
        /** A probe failed. */
        REOPENED,
        /** A probe was abandoned. */
        RELEASED,
        /** A probe ended because another service is broken. */
        RELEASED_FOR_LATER,
        /** A probe ended too late, or after an operator. */
        LOST_A_FENCE,
        /** A probe had a lease longer than configured. */
        LONGER_LEASE,
        /** A nested call was part of a probe. */
        PASSED_THROUGH
    }

    private final Map<Event, Integer> sequences = new EnumMap<>(Event.class);
    private final Set<Event> current = EnumSet.noneOf(Event.class);

    void saw(Event event) {
        current.add(event);
    }

    void nextSequence() {
        current.forEach(event -> sequences.merge(event, 1, Integer::sum));
        current.clear();
    }

    /** How many sequences. */
    public int of(Event event) {
        return sequences.getOrDefault(event, 0);
    }

    @Override
    public String toString() {
        return sequences.toString();
    }
}
