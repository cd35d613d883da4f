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
import java.util.function.BooleanSupplier;
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

    /** By how much, in nanoseconds, the clock of the store may seem to have moved before a row is taken for new. */
    private static final long CLOCK_STEP = 100_000_000;

    /**
     * A row.
     *
     * @param untilNanos on the ticker
     * @param until the same, for people
     * @param fence of the probe that holds it, the store's or one of {@link #claim}; null if none does
     * @param pending tripped or reopened here, and not yet known to the store
     * @param writtenAt the number of the local write that made it; 0 if the store said so
     * @param details what operators see
     * @param recent what callers were told last
     */
    record Row(
            long untilNanos,
            Instant until,
            @Nullable Instant fence,
            boolean pending,
            long writtenAt,
            Details details,
            RecentStatus recent) {

        Row(long untilNanos, Instant until, @Nullable Instant fence, boolean pending, long writtenAt, Details details) {
            this(untilNanos, until, fence, pending, writtenAt, details, new RecentStatus());
        }

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

    /** Rows that were removed here while a question is open, and the number of the write. Guarded by this. */
    private final Map<String, Long> removed = new HashMap<>();

    // Guarded by this.
    private int questions;
    private long localFences;
    private int tooMany = MANY;

    /** Changes with every local write, so that a read that began before one is not taken for newer. */
    private volatile long writes;

    /** With snapshots no row is dropped that only the next one would bring back. */
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

    /**
     * A question to the store begins, whose answer may be older than what happens here meanwhile.
     *
     * @return {@link #writes()}
     */
    synchronized long ask() {
        questions++;
        return writes;
    }

    /** It has been answered, or will not be. */
    synchronized void answered() {
        if (--questions == 0) {
            removed.clear();
        }
    }

    /** Whether this process wrote or removed the row after a question was asked. */
    private boolean isNewer(String name, @Nullable Row known, long writesBefore) {
        return known == null
                ? removed.getOrDefault(name, Long.MIN_VALUE) > writesBefore
                : known.writtenAt() > writesBefore;
    }

    /** {@link Store#read} said this, to a question that was asked when {@link #writes()} was as given. */
    void saw(String name, Breaker.@Nullable Status status, long writesBefore) {
        learn(name, status, status == null ? Details.UNKNOWN : Details.of(status), writesBefore);
    }

    /** As {@link #saw}, of {@link Store#look}, which leaves out what operators see: of the same row it stays known. */
    void looked(String name, Breaker.@Nullable Status status, long writesBefore) {
        learn(name, status, status == null ? Details.UNKNOWN : known(name, status), writesBefore);
    }

    private void learn(String name, Breaker.@Nullable Status status, Details details, long writesBefore) {
        if (status == null ? isEmpty() : isKnown(name, status, details)) {
            return;
        }
        synchronized (this) {
            if (writes == writesBefore && !outlasts(rows.get(name), status)) {
                put(name, status == null ? null : row(name, status, details));
            }
        }
    }

    private Details known(String name, Breaker.Status status) {
        Row known = rows.get(name);
        // What was written here has a date of this host's clock.
        return known != null && (known.until().equals(status.until()) || endsWith(known, status))
                ? known.details()
                : Details.UNKNOWN;
    }

    /** As nearly each call of a broken service finds it; many threads would queue for the lock. */
    private boolean isKnown(String name, Breaker.Status status, Details details) {
        Row known = rows.get(name);
        return known != null
                && known.until().equals(status.until())
                && endsWith(known, status)
                && known.details().equals(details);
    }

    private boolean endsWith(Row known, Breaker.Status status) {
        return Math.abs(known.untilNanos() - later(status.remaining())) < CLOCK_STEP;
    }

    /** The store said that these are all there are, to a question {@linkplain #ask asked} then. */
    synchronized void sawAll(Collection<Breaker.Status> table, long writesBefore) {
        Set<String> names = new HashSet<>();
        for (Breaker.Status status : table) {
            String name = status.name();
            names.add(name);
            Row known = rows.get(name);
            if (!isNewer(name, known, writesBefore) && !outlasts(known, status)) {
                put(name, row(name, status, Details.of(status)));
            }
        }
        rows.entrySet()
                .removeIf(entry -> !names.contains(entry.getKey())
                        && !isNewer(entry.getKey(), entry.getValue(), writesBefore)
                        && !outlasts(entry.getValue(), null));
    }

    /** Whether a row is something that the store does not know. */
    private boolean outlasts(@Nullable Row known, Breaker.@Nullable Status status) {
        // One that is over is of no more use than what the store says.
        return known != null && !known.isOver(ticker.getAsLong()) && (known.pending() || probedHere(known, status));
    }

    /** The store waits for a probe and does not know that somebody of this process makes it. */
    private static boolean probedHere(Row known, Breaker.@Nullable Status status) {
        return known.fence() != null
                && isLocal(known.fence())
                && status != null
                && status.state() == Breaker.State.HALF_OPEN;
    }

    private Row row(String name, Breaker.Status status, Details details) {
        Row known = rows.get(name);
        // Still ours only if nobody wrote the row since.
        Instant fence = known != null && Objects.equals(known.fence(), status.until()) ? known.fence() : null;
        Instant until = Objects.requireNonNullElse(status.until(), Instant.MAX);
        return new Row(later(status.remaining()), until, fence, false, 0, details);
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

    /** This process claimed the row, unless something newer is known by now. */
    synchronized void claimed(String name, Duration lease, Instant fence, long writesBefore) {
        if (!isNewer(name, rows.get(name), writesBefore)) {
            wrote(name, lease, fence, null);
        }
    }

    /**
     * Somebody else wrote the row, nobody knows for how long: it is taken as broken until the store says more, unless
     * it is known as such, or something newer is known by now.
     */
    synchronized void met(String name, Duration atMost, long writesBefore) {
        Row known = rows.get(name);
        boolean open = known != null && !known.isOver(ticker.getAsLong());
        if (!open && !isNewer(name, known, writesBefore)) {
            write(name, atMost, null, false, known == null ? Details.UNKNOWN : known.details());
        }
    }

    /** A probe of this process no longer holds the row, which is another one by now or gone. */
    synchronized void lostFence(String name, Instant fence) {
        Row known = rows.get(name);
        if (held(name, fence) != null || (!snapshots && known != null && !known.pending())) {
            rows.remove(name);
            nextWrite();
        }
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
        long now = ticker.getAsLong();
        long left = row.untilNanos() - now;
        if (left <= 0) {
            return status(name, row, Breaker.State.HALF_OPEN, Duration.ZERO);
        }
        long when = now >> 20; // a millisecond, nearly
        Breaker.@Nullable Status recent = row.recent().of(when);
        return recent != null
                ? recent
                : row.recent().say(when, status(name, row, Breaker.State.OPEN, Duration.ofNanos(left)));
    }

    private static Breaker.Status status(String name, Row row, Breaker.State state, Duration remaining) {
        Details details = row.details();
        return new Breaker.Status(
                name,
                state,
                row.until(),
                remaining,
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

    /** Pending says that the store does not know it. */
    synchronized boolean reopen(String name, Instant fence, Duration openFor, String reason, boolean pending) {
        Row row = held(name, fence);
        if (row == null) {
            return false;
        }
        Details before = row.details();
        write(
                name,
                openFor,
                null,
                pending,
                new Details(before.since(), before.trips() + 1, before.trippedBy(), reason));
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

    /**
     * The store was told. As long as it does not rule the row stays in force: if it waited for a probe, as the store
     * does, each probe that fails would have to be told, and the outage would not end.
     */
    synchronized void published(String name, Row row) {
        if (row.equals(rows.get(name))) {
            put(name, new Row(row.untilNanos(), row.until(), row.fence(), false, nextWrite(), row.details()));
        }
    }

    /**
     * Takes the step only if nothing else is pending, and so that nothing can become so in between.
     *
     * @return whether nothing was, and the step was taken
     */
    synchronized boolean ifNothingPendingBut(Set<String> names, BooleanSupplier step) {
        Set<String> untold = pending().keySet();
        if (!names.containsAll(untold)) {
            return false;
        }
        rows.entrySet().removeIf(entry -> entry.getValue().pending() && !untold.contains(entry.getKey()));
        return step.getAsBoolean();
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
        if (questions > 0) {
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
        if (rows.size() > tooMany) {
            long now = ticker.getAsLong();
            rows.values().removeIf(old -> old.isOver(now) && (!snapshots || old.pending()));
            // Not again for each row that is put, when there are as many as that.
            tooMany = Math.max(MANY, 2 * rows.size());
        }
    }

    private long later(Duration duration) {
        return ticker.getAsLong() + duration.toNanos();
    }
}
