package dev.failfast.model;

import java.time.Duration;
import java.util.List;

/**
 * A small fleet and what happens to it; in which order is for the search.
 *
 * @param start how the table looks
 * @param calls which overlap in every possible way
 * @param operator whose one statement comes at any time or not at all
 * @param ticks how often time passes at most
 */
record Scenario(Start start, List<Call> calls, Operator operator, int ticks) {
    static final Duration TICK = Duration.ofSeconds(30);
    static final Duration LEASE = TICK;
    static final Duration OPEN_FOR = TICK.multipliedBy(2);
    /** Of another service; shorter than our own break, so it counts. */
    static final Duration RETRY_AFTER = TICK;

    enum Start {
        CLOSED,
        HALF_OPEN
    }

    enum Operator {
        NOBODY,
        DELETE,
        INSERT,
        FORCE_OPEN,
        FORCE_OPEN_UNTIL_FURTHER_NOTICE,
        UPDATE_TO_NOW
    }

    enum End {
        SUCCESS,
        FAILURE,
        ANOTHER_IS_BROKEN,
        /** A nested call of the same service succeeds, then the call does. */
        NESTED_SUCCESS,
        /** The host dies: there is no verdict. */
        DEATH
    }

    record Call(int host, End end) {
        @Override
        public String toString() {
            return "host " + host + " " + end;
        }
    }
}
