package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.model.Scenario.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sees each change of the row, knows who made it, and says what must not have happened. What the operations said they
 * did is compared with what the row then looks like.
 */
final class Witness {
    private final Store table;
    private final StrictClock clock;
    private final List<Running> calls;
    private final List<String> trace = new ArrayList<>();
    private @Nullable String violation;

    private @Nullable Instant until;
    private int version;

    /** Before this second nobody probes again, since another service is still broken. */
    private long notBefore = Long.MIN_VALUE;

    Witness(Store table, StrictClock clock, List<Running> calls) {
        this.table = table;
        this.clock = clock;
        this.calls = calls;
        this.until = look();
    }

    /** Null if there is no row. */
    @Nullable
    Instant until() {
        return until;
    }

    // ---- calls

    void hasRead(Running call, Breaker.@Nullable Status row) {
        call.answer = row == null ? Running.NO_ROW : row.state() == Breaker.State.OPEN ? 'o' : 'h';
        call.removedSinceRead = false;
        trace.add(call + " reads " + (row == null ? "no row" : row.state()));
    }

    void isAdmitted(Running call) {
        call.admitted = true;
        if (call.answer != Running.NO_ROW && !call.probes()) {
            violated(call + " was let through although it met a row and is no probe");
        }
    }

    void hasTripped(Running call, boolean wrote) {
        trace.add(call + (wrote ? " trips" : " meets a row with its trip"));
        if (wrote) {
            if (until != null) {
                violated("the trip of " + call + " changed a row that was there");
            }
            notBefore = Long.MIN_VALUE;
        }
        changed(wrote);
    }

    void hasClaimed(Running call, @Nullable Instant fence) {
        trace.add(call + (fence == null ? " claims in vain" : " claims"));
        if (fence == null) {
            changed(false);
            return;
        }
        if (!isOver(until)) {
            violated(call + " claimed a row whose time had not come");
        }
        if (clock.seconds() < notBefore) {
            violated(call + " probes although another service is still broken");
        }
        for (Running other : calls) {
            if (other.probes() && !other.operatorSinceClaim && !isOver(other.fence)) {
                violated(call + " probes within the lease of " + other);
            }
        }
        changed(true);
        if (!fence.equals(until)) {
            violated("the fence of " + call + " is not what the row carries");
        }
        call.fence = fence;
        call.claimed = version;
        call.operatorSinceClaim = false;
    }

    void hasSettled(Running call, String how, boolean held) {
        trace.add(call + " " + how + (held ? "" : " in vain"));
        if (held && (until == null || call.claimed != version)) {
            violated(call + " " + how + " a row that it did not write");
        }
        call.settled = true;
        call.lost = !held;
        if (held && call.call.end() == End.ANOTHER_IS_BROKEN) {
            notBefore = clock.seconds() + Scenario.RETRY_AFTER.toSeconds();
        }
        changed(held);
    }

    void isDone(Running call) {
        if (call.call.end() == End.FAILURE && call.admitted && until == null && !call.removedSinceRead) {
            violated("the trip of " + call + " is lost: it failed, and since its read there was never a row");
        }
    }

    // ---- others

    void hasOperated(Scenario.Operator operator) {
        trace.add("operator: " + operator);
        if (!Objects.equals(until, look())) {
            notBefore = Long.MIN_VALUE;
            calls.forEach(call -> call.operatorSinceClaim = true);
            changed(true);
        }
    }

    void timeHasPassed() {
        trace.add("time passes");
    }

    // ---- the row

    private void changed(boolean wrote) {
        Instant seen = look();
        if (!wrote) {
            if (!Objects.equals(seen, until)) {
                violated("the row changed although the operation said it did not");
            }
            return;
        }
        if (seen == null) {
            calls.forEach(call -> call.removedSinceRead = true);
        }
        version++;
        until = seen;
    }

    @Nullable
    Instant look() {
        clock.observing(true);
        Breaker.Status row = table.read(Replay.SERVICE);
        clock.observing(false);
        return row == null ? null : row.until();
    }

    private boolean isOver(@Nullable Instant moment) {
        return moment != null && StrictClock.seconds(moment) <= clock.seconds();
    }

    void appendTo(StringBuilder key) {
        key.append(until == null ? "-" : StrictClock.ticks(until));
        if (notBefore > clock.seconds()) {
            key.append('n').append(notBefore);
        }
        calls.forEach(call -> call.appendTo(key, version));
    }

    // ---- the report

    void violated(String what) {
        if (violation == null) {
            violation = what;
            trace.add("VIOLATION: " + what);
        }
    }

    boolean sawViolation() {
        return violation != null;
    }

    String trace() {
        return "\n  " + String.join("\n  ", trace);
    }
}
