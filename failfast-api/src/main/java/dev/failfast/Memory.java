package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of broken services while the store cannot be asked: rows as in the table, on a clock of this
 * host that is never set. No I/O happens under its lock.
 */
final class Memory {
    /** Beyond this, rows whose time has passed are dropped: services with names that are never used again. */
    private static final int MANY = 1_000;

    /**
     * A row.
     *
     * @param untilNanos on the ticker
     * @param fence of the probe that holds it, the store's or one of {@link #claim}; null if none does
     * @param pending tripped or reopened here, and not yet known to the store
     */
    record Row(
            long untilNanos,
            @Nullable Instant fence,
            boolean pending,
            @Nullable Instant since,
            int trips,
            @Nullable String trippedBy,
            @Nullable String reason) {

        boolean isOver(long nanoTime) {
            return untilNanos - nanoTime <= 0;
        }
    }

    private final LongSupplier ticker;

    // Guarded by this.
    private final Map<String, Row> rows = new HashMap<>();
    private long localFences;

    /** Rows there are, so that those who find none need no lock. */
    private volatile int size;

    /** Changes with every local write, so that a read that began before one is not taken for newer. */
    private volatile long writes;

    Memory(LongSupplier ticker) {
        this.ticker = ticker;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long writes() {
        return writes;
    }

    /** The store said this, to a question that was asked when {@link #writes()} was as given. */
    void saw(String name, Breaker.@Nullable Status status, long writesBefore) {
        if (status == null && isEmpty()) {
            return;
        }
        synchronized (this) {
            Row known = rows.get(name);
            if (writes != writesBefore) {
                return;
            }
            // One that is over is of no more use than what the store says.
            if (known != null && !known.isOver(ticker.getAsLong()) && (known.pending() || probedHere(known, status))) {
                return;
            }
            if (status == null) {
                put(name, null);
            } else {
                // Still ours only if nobody wrote the row since.
                Instant fence = known != null && Objects.equals(known.fence(), status.until()) ? known.fence() : null;
                put(name, row(later(status.remaining()), fence, status));
            }
        }
    }

    /** The store waits for a probe and does not know that somebody of this process makes it. */
    private static boolean probedHere(Row known, Breaker.@Nullable Status status) {
        return known.fence() != null
                && isLocal(known.fence())
                && status != null
                && status.state() == Breaker.State.HALF_OPEN;
    }

    /** This process wrote the row: it is known to the store. */
    synchronized void wrote(String name, Duration openFor, @Nullable Instant fence, @Nullable String reason) {
        Row known = rows.get(name);
        Instant since = known == null ? Instant.now() : known.since();
        int trips = known == null ? 1 : known.trips();
        String by = known == null ? null : known.trippedBy();
        String why = reason == null && known != null ? known.reason() : reason;
        written(name, new Row(later(openFor), fence, false, since, trips, by, why));
    }

    /** This process removed the row, or learned that it is another one than it thought. */
    synchronized void forget(String name) {
        written(name, null);
    }

    /** As {@link #forget}, but what the store has still to be told stays in force. */
    synchronized void forgetUnlessPending(String name) {
        if (pending(name) == null) {
            forget(name);
        }
    }

    synchronized Breaker.@Nullable Status read(String name) {
        Row row = rows.get(name);
        if (row == null) {
            return null;
        }
        Instant now = Instant.now();
        Duration left = Duration.ofNanos(Math.max(0, row.untilNanos() - ticker.getAsLong()));
        return Breaker.Status.of(name, now.plus(left), now, row.since(), row.trips(), row.trippedBy(), row.reason());
    }

    /** As the table does it: a row that is there is never changed by a trip. */
    synchronized boolean trip(String name, Duration openFor, String reason) {
        if (rows.containsKey(name)) {
            return false;
        }
        written(name, new Row(later(openFor), null, true, Instant.now(), 1, null, reason));
        return true;
    }

    /** The caller was told that the row's time has come, so a row that is not known here is one that may be claimed. */
    synchronized @Nullable Instant claim(String name, Duration lease) {
        Row row = rows.get(name);
        if (row != null && !row.isOver(ticker.getAsLong())) {
            return null;
        }
        // Far from any date that a store writes.
        Instant fence = Instant.MIN.plusSeconds(++localFences);
        Row leased = row == null
                ? new Row(later(lease), fence, false, null, 1, null, null)
                : new Row(later(lease), fence, row.pending(), row.since(), row.trips(), row.trippedBy(), row.reason());
        written(name, leased);
        return fence;
    }

    /** Whether a fence is of {@link #claim}, so that the store does not know it. */
    static boolean isLocal(Instant fence) {
        return fence.isBefore(Instant.EPOCH);
    }

    synchronized boolean heal(String name, Instant fence) {
        if (!holds(name, fence)) {
            return false;
        }
        written(name, null);
        return true;
    }

    synchronized boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        Row row = rows.get(name);
        if (row == null || !holds(name, fence)) {
            return false;
        }
        written(name, new Row(later(openFor), null, true, row.since(), row.trips() + 1, row.trippedBy(), reason));
        return true;
    }

    synchronized boolean release(String name, Instant fence, Duration delay) {
        Row row = rows.get(name);
        if (row == null || !holds(name, fence)) {
            return false;
        }
        written(
                name,
                new Row(later(delay), null, row.pending(), row.since(), row.trips(), row.trippedBy(), row.reason()));
        return true;
    }

    /** What was tripped here, is not known to the store, and still has time to run. */
    synchronized Map<String, Row> pending() {
        long now = ticker.getAsLong();
        Map<String, Row> result = new HashMap<>();
        rows.forEach((name, row) -> {
            if (row.pending() && !row.isOver(now)) {
                result.put(name, row);
            }
        });
        return result;
    }

    /** As {@link #pending()}, of one service. */
    synchronized @Nullable Row pending(String name) {
        Row row = rows.get(name);
        return row != null && row.pending() && !row.isOver(ticker.getAsLong()) ? row : null;
    }

    /** The store was told; from here on it rules, unless something newer has to be told. */
    synchronized void published(String name, Row row) {
        if (row.equals(rows.get(name))) {
            written(name, null);
        }
    }

    /** Runs the step only if nothing else is pending, and so that nothing can become so in between. */
    synchronized boolean ifNothingPendingBut(Set<String> names, Runnable step) {
        Set<String> untold = pending().keySet();
        if (!names.containsAll(untold)) {
            return false;
        }
        rows.entrySet().removeIf(entry -> entry.getValue().pending() && !untold.contains(entry.getKey()));
        size = rows.size();
        step.run();
        return true;
    }

    private boolean holds(String name, Instant fence) {
        Row row = rows.get(name);
        return row != null && fence.equals(row.fence());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private void written(String name, @Nullable Row row) {
        writes++;
        put(name, row);
    }

    private void put(String name, @Nullable Row row) {
        if (row == null) {
            rows.remove(name);
        } else {
            rows.put(name, row);
        }
        if (rows.size() > MANY) {
            long now = ticker.getAsLong();
            rows.values().removeIf(old -> old.isOver(now));
        }
        size = rows.size();
    }

    private long later(Duration duration) {
        return ticker.getAsLong() + duration.toNanos();
    }

    private static Row row(long untilNanos, @Nullable Instant fence, Breaker.Status status) {
        return new Row(untilNanos, fence, false, status.since(), status.trips(), status.trippedBy(), status.reason());
    }
}
