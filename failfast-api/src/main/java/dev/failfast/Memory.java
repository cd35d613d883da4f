package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of broken services: rows as in the table, on a clock of this host that is never set. Rules
 * while the store cannot be asked, and always if reads are answered from snapshots. Reads take no lock; no I/O happens
 * under the one that writes take.
 */
final class Memory {
    /** Beyond this, rows whose time has passed are dropped: services with names that are never used again. */
    private static final int MANY = 1_000;

    /**
     * A row.
     *
     * @param untilNanos on the ticker
     * @param until the same, for people
     * @param fence of the probe that holds it, the store's or one of {@link #claim}; null if none does
     * @param pending tripped or reopened here, and not yet known to the store
     * @param writtenAt the number of the local write that made it; 0 if the store said so
     * @param details what operators see
     */
    record Row(
            long untilNanos, Instant until, @Nullable Instant fence, boolean pending, long writtenAt, Details details) {

        boolean isOver(long nanoTime) {
            return untilNanos - nanoTime <= 0;
        }

        @Nullable
        String reason() {
            return details.reason();
        }
    }

    /** As in {@link Breaker.Status}. */
    private record Details(
            @Nullable Instant since,
            int trips,
            @Nullable String trippedBy,
            @Nullable String reason) {
        static final Details UNKNOWN = new Details(null, 1, null, null);

        static Details now(@Nullable String reason) {
            return new Details(Instant.now(), 1, null, reason);
        }

        static Details of(Breaker.Status status) {
            return new Details(status.since(), status.trips(), status.trippedBy(), status.reason());
        }
    }

    private final LongSupplier ticker;
    private final boolean snapshots;

    /** Written under the lock of this. */
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /** With snapshots: rows that were removed here, and the number of the write that did it. Guarded by this. */
    private final Map<String, Long> removed = new HashMap<>();

    // Guarded by this.
    private long localFences;

    /** Changes with every local write, so that a read that began before one is not taken for newer. */
    private volatile long writes;

    /** With snapshots, no row is dropped but by the next one. */
    Memory(LongSupplier ticker, boolean snapshots) {
        this.ticker = ticker;
        this.snapshots = snapshots;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    long writes() {
        return writes;
    }

    // ---- what the store says

    /** The store said this, to a question that was asked when {@link #writes()} was as given. */
    void saw(String name, Breaker.@Nullable Status status, long writesBefore) {
        if (status == null && isEmpty()) {
            return;
        }
        synchronized (this) {
            if (writes == writesBefore && !outlasts(rows.get(name), status, writesBefore)) {
                put(name, status == null ? null : row(name, status));
            }
        }
    }

    /**
     * The store said that these are all there are, to a question that was asked when {@link #writes()} was as given.
     */
    synchronized void sawAll(Collection<Breaker.Status> table, long writesBefore) {
        Set<String> names = new HashSet<>();
        for (Breaker.Status status : table) {
            String name = status.name();
            names.add(name);
            Long removedAt = removed.get(name);
            if ((removedAt == null || removedAt <= writesBefore) && !outlasts(rows.get(name), status, writesBefore)) {
                put(name, row(name, status));
            }
        }
        rows.entrySet().removeIf(row -> !names.contains(row.getKey()) && !outlasts(row.getValue(), null, writesBefore));
        removed.values().removeIf(at -> at <= writesBefore);
    }

    /** Whether a row is newer than what the store says, or something that the store does not know. */
    private boolean outlasts(@Nullable Row known, Breaker.@Nullable Status status, long writesBefore) {
        if (known == null) {
            return false;
        }
        if (known.writtenAt() > writesBefore) {
            return true;
        }
        // One that is over is of no more use than what the store says.
        return !known.isOver(ticker.getAsLong()) && (known.pending() || probedHere(known, status));
    }

    /** The store waits for a probe and does not know that somebody of this process makes it. */
    private static boolean probedHere(Row known, Breaker.@Nullable Status status) {
        return known.fence() != null
                && isLocal(known.fence())
                && status != null
                && status.state() == Breaker.State.HALF_OPEN;
    }

    private Row row(String name, Breaker.Status status) {
        Row known = rows.get(name);
        // Still ours only if nobody wrote the row since.
        Instant fence = known != null && Objects.equals(known.fence(), status.until()) ? known.fence() : null;
        Instant until = Objects.requireNonNullElse(status.until(), Instant.MAX);
        return new Row(later(status.remaining()), until, fence, false, 0, Details.of(status));
    }

    // ---- what this process did

    /** This process wrote the row: it is known to the store. */
    synchronized void wrote(String name, Duration openFor, @Nullable Instant fence, @Nullable String reason) {
        Row known = rows.get(name);
        Details details = known == null ? Details.now(reason) : known.details();
        if (reason != null) {
            details = new Details(details.since(), details.trips(), details.trippedBy(), reason);
        }
        write(name, openFor, fence, false, details);
    }

    /** Somebody else wrote the row, nobody knows for how long: it is taken as broken until the store says more. */
    synchronized void met(String name, Duration atMost) {
        if (pending(name) != null) {
            return;
        }
        Row known = rows.get(name);
        write(name, atMost, null, false, known == null ? Details.UNKNOWN : known.details());
    }

    /** This process removed the row, or learned that it is another one than it thought. */
    synchronized void forget(String name) {
        remove(name);
    }

    /** As {@link #forget}, but what the store has still to be told stays in force. */
    synchronized void forgetUnlessPending(String name) {
        if (pending(name) == null) {
            remove(name);
        }
    }

    Breaker.@Nullable Status read(String name) {
        Row row = rows.get(name);
        if (row == null) {
            return null;
        }
        Details details = row.details();
        long left = row.untilNanos() - ticker.getAsLong();
        return new Breaker.Status(
                name,
                left > 0 ? Breaker.State.OPEN : Breaker.State.HALF_OPEN,
                row.until(),
                left > 0 ? Duration.ofNanos(left) : Duration.ZERO,
                details.since(),
                details.trips(),
                details.trippedBy(),
                details.reason());
    }

    /** As the table does it: a row that is there is never changed by a trip. */
    synchronized boolean trip(String name, Duration openFor, String reason) {
        if (rows.containsKey(name)) {
            return false;
        }
        write(name, openFor, null, true, Details.now(reason));
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
        write(name, lease, fence, row != null && row.pending(), row == null ? Details.UNKNOWN : row.details());
        return fence;
    }

    /** Whether a fence is of {@link #claim}, so that the store does not know it. */
    static boolean isLocal(Instant fence) {
        return fence.isBefore(Instant.EPOCH);
    }

    synchronized boolean heal(String name, Instant fence) {
        if (held(name, fence) == null) {
            return false;
        }
        remove(name);
        return true;
    }

    synchronized boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        Row row = held(name, fence);
        if (row == null) {
            return false;
        }
        Details before = row.details();
        write(name, openFor, null, true, new Details(before.since(), before.trips() + 1, before.trippedBy(), reason));
        return true;
    }

    synchronized boolean release(String name, Instant fence, Duration delay) {
        Row row = held(name, fence);
        if (row == null) {
            return false;
        }
        write(name, delay, null, row.pending(), row.details());
        return true;
    }

    private @Nullable Row held(String name, Instant fence) {
        Row row = rows.get(name);
        return row != null && fence.equals(row.fence()) ? row : null;
    }

    // ---- what the store has to be told

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
    @Nullable
    Row pending(String name) {
        Row row = rows.get(name);
        return row != null && row.pending() && !row.isOver(ticker.getAsLong()) ? row : null;
    }

    /** The store was told, and waits for a probe; so does this row, unless something newer has to be told. */
    synchronized void published(String name, Row row) {
        if (row.equals(rows.get(name))) {
            write(name, Duration.ZERO, null, false, row.details());
        }
    }

    /** Runs the step only if nothing else is pending, and so that nothing can become so in between. */
    synchronized boolean ifNothingPendingBut(Set<String> names, Runnable step) {
        Set<String> untold = pending().keySet();
        if (!names.containsAll(untold)) {
            return false;
        }
        rows.entrySet().removeIf(entry -> entry.getValue().pending() && !untold.contains(entry.getKey()));
        step.run();
        return true;
    }

    // ---- writing, under the lock

    private void write(String name, Duration left, @Nullable Instant fence, boolean pending, Details details) {
        Instant until = fence == null || isLocal(fence) ? Instant.now().plus(left) : fence;
        put(name, new Row(later(left), until, fence, pending, nextWrite(), details));
        removed.remove(name);
    }

    private void remove(String name) {
        long write = nextWrite();
        rows.remove(name);
        if (snapshots) {
            removed.put(name, write);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private long nextWrite() {
        return ++writes;
    }

    private void put(String name, @Nullable Row row) {
        if (row == null) {
            rows.remove(name);
        } else {
            rows.put(name, row);
        }
        if (!snapshots && rows.size() > MANY) {
            long now = ticker.getAsLong();
            rows.values().removeIf(old -> old.isOver(now));
        }
    }

    private long later(Duration duration) {
        return ticker.getAsLong() + duration.toNanos();
    }
}
