package dev.failfast.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call of a scenario on its way: where it stands, what it has been told, and what happened to others since then. */
final class Running {
    static final char NO_ROW = '-';

    /** Where a call can stand. Its thread's stack in between is no business of others. */
    enum Gate {
        NOT_STARTED('0'),
        BEFORE_READ('r'),
        AFTER_READ('R'),
        BEFORE_CLAIM('c'),
        AFTER_CLAIM('C'),
        BEFORE_FAILURE('f'),
        BEFORE_TRIP('t'),
        AFTER_TRIP('T'),
        BEFORE_VERDICT('v'),
        AFTER_VERDICT('V'),
        DONE('.');

        private final char code;

        Gate(char code) {
            this.code = code;
        }
    }

    final int index;
    final Scenario.Call call;
    Gate gate = Gate.NOT_STARTED;
    int stops;

    /** What it was told last, or what it is about to claim. */
    char answer = ' ';

    boolean admitted;
    boolean removedSinceRead;

    @Nullable
    Instant fence;

    /** The version of the row that its claim wrote. */
    int claimed;

    boolean operatorSinceClaim;
    long probeStarted;
    boolean settled;
    boolean lost;

    Running(int index, Scenario.Call call) {
        this.index = index;
        this.call = call;
    }

    boolean isDone() {
        return gate == Gate.DONE;
    }

    boolean isTripping() {
        return gate == Gate.BEFORE_TRIP || gate == Gate.AFTER_TRIP;
    }

    /** Also of a dead host, which nobody knows to be dead. */
    boolean probes() {
        return fence != null && !settled;
    }

    /** All that its future and the invariants depend on. */
    void appendTo(StringBuilder key, int version) {
        key.append('|');
        if (isDone() && !probes()) {
            return;
        }
        key.append(gate.code);
        if (!isDone()) {
            key.append((char) ('0' + stops)).append(answer);
            key.append(admitted ? 'a' : ' ').append(removedSinceRead ? 'r' : ' ');
        }
        if (fence != null) {
            key.append(StrictClock.ticks(fence))
                    .append(claimed == version ? '=' : ' ')
                    .append(operatorSinceClaim ? 'o' : ' ')
                    .append(settled ? 's' : ' ')
                    .append(lost ? 'l' : ' ')
                    .append(probeStarted);
        }
    }

    @Override
    public String toString() {
        return "call " + index + " (" + call + ")";
    }
}
