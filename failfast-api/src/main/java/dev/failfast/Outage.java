package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a store is in outage; how that begins, and how it ends: by a call that comes along after a back-off. */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Store.class);

    /** A row of no service, with which a store is tried; of a host that dies meanwhile it stays, and is taken over. */
    private static final String TRIAL = "failfast: does the store work?";

    private static final Duration TRIAL_LEASE = Duration.ofSeconds(1);

    private final Store store;
    private final StoreListener listener;
    private final Executor executor;
    private final LongSupplier ticker;
    private final Memory memory;
    private final Contention contention;
    private final Supplier<Runnable> lastStep;
    private final BackOff backOff = new BackOff();
    private final AtomicBoolean recovering = new AtomicBoolean();

    /** Whether the row of a trial may still be there. Used by the one thread that recovers. */
    private volatile boolean trialLeft;

    /**
     * An outage that goes on.
     *
     * @param beganNanos when it began
     * @param write whether a write failed, so that only a write can end it
     * @param tryNanos when the store may be tried next
     */
    private record Current(long beganNanos, boolean write, long tryNanos) {}

    /** Null if all is well. Written, like the back-off, under the lock of the memory, which says what is pending. */
    private volatile @Nullable Current current;

    /**
     * None as yet.
     *
     * @param listener never throws
     * @param lastStep asks the store for what is needed when the outage ends, or throws; and returns what to do with it
     *     in the step that ends the outage, under the lock of the memory
     */
    Outage(
            Store store,
            StoreListener listener,
            Executor executor,
            LongSupplier ticker,
            Memory memory,
            Contention contention,
            Supplier<Runnable> lastStep) {
        this.store = store;
        this.listener = listener;
        this.executor = executor;
        this.ticker = ticker;
        this.memory = memory;
        this.contention = contention;
        this.lastStep = lastStep;
    }

    boolean goesOn() {
        return current != null;
    }

    /** As {@link #goesOn}, and has the store tried on another thread if it is time. */
    boolean goesOnForACall() {
        Current now = current;
        if (now == null) {
            return false;
        }
        if (ticker.getAsLong() - now.tryNanos() >= 0 && takeTurn(now) && recovering.compareAndSet(false, true)) {
            if (!isTaken(executor, this::recover)) {
                recovering.set(false);
            }
        }
        return true;
    }

    /** True for one caller per back-off. */
    private boolean takeTurn(Current seen) {
        synchronized (memory) {
            if (!seen.equals(current)) {
                return false;
            }
            current = new Current(seen.beganNanos(), seen.write(), ticker.getAsLong() + backOff.next());
            return true;
        }
    }

    void begin(StoreException e, boolean write) {
        long now = ticker.getAsLong();
        synchronized (memory) {
            Current known = current;
            if (known != null) {
                current = new Current(known.beganNanos(), known.write() || write, known.tryNanos());
                return;
            }
            current = new Current(now, write, now + backOff.first(now));
        }
        log.warn("the store is out of order; calls go on, guarded by the memory of this process: {}", e.getMessage());
        listener.onOutage(e);
    }

    // ---- its end

    private void recover() {
        Current seen = current;
        memory.ask();
        try {
            if (seen == null) {
                return;
            }
            end(seen.write());
        } catch (Exception e) {
            log.debug("the store is still out of order: {}", e.getClass().getName());
            return;
        } finally {
            memory.answered();
            recovering.set(false);
        }
        Duration duration = Duration.ofNanos(ticker.getAsLong() - seen.beganNanos());
        log.info("the store works again after {}", duration);
        listener.onRecovery(duration);
    }

    /** Tells the store what it missed, and ends the outage in the step that finds nothing left to tell. */
    private void end(boolean aWriteFailedBefore) {
        Set<String> locked = new HashSet<>();
        boolean aWriteFailed = aWriteFailedBefore;
        boolean works = false;
        while (true) {
            works |= publishAllBut(locked);
            if (!works || trialLeft) {
                tryOut(aWriteFailed || trialLeft);
                works = true;
            }
            Runnable last = lastStep.get();
            boolean writes = aWriteFailed;
            if (memory.ifNothingPendingBut(locked, () -> isOver(writes, last))) {
                return;
            }
            if (!aWriteFailed && aWriteFailed()) { // meanwhile
                aWriteFailed = true;
                works = false;
            }
        }
    }

    private boolean aWriteFailed() {
        Current now = current;
        return now != null && now.write();
    }

    /** Under the lock of the memory. */
    private boolean isOver(boolean writesWork, Runnable last) {
        if (!writesWork && aWriteFailed()) {
            return false;
        }
        last.run();
        current = null;
        backOff.ended(ticker.getAsLong());
        return true;
    }

    /**
     * Tells the store of all trips that it does not know.
     *
     * @param locked names whose row is locked, added to: they concern their service alone, and are told later
     * @return true if a row was written
     */
    private boolean publishAllBut(Set<String> locked) {
        boolean wrote = false;
        for (Map.Entry<String, Memory.Row> entry : memory.pending().entrySet()) {
            String name = entry.getKey();
            if (!locked.contains(name)) {
                try {
                    wrote |= publish(name, entry.getValue());
                } catch (StoreException e) {
                    if (!e.isContention()) {
                        throw e;
                    }
                    contention.met(name);
                    locked.add(name);
                }
            }
        }
        return wrote;
    }

    /**
     * Inserts a trip of this process if absent, and due for a probe at once.
     *
     * @return true if a row was written
     */
    boolean publish(String name, Memory.Row row) {
        String reason = row.reason();
        boolean wrote = store.trip(name, Duration.ZERO, reason == null ? "" : reason);
        memory.published(name, row);
        return wrote;
    }

    /** Throws if the store does not work. */
    private void tryOut(boolean aWriteFailed) {
        if (aWriteFailed) {
            tryWriting();
        } else {
            tryReading();
        }
    }

    /**
     * A write that changes no row proves nothing: a full disk and a missing right let it through. So a row is inserted,
     * updated and removed, unless another host is doing just that.
     */
    private void tryWriting() {
        trialLeft = true;
        boolean inserted = store.trip(TRIAL, Duration.ZERO, "trial");
        Instant fence = store.claim(TRIAL, TRIAL_LEASE);
        boolean removed = fence != null && store.heal(TRIAL, fence);
        trialLeft = inserted && !removed;
        if (!inserted && !removed) {
            throw new StoreException("another host tries the store just now", null, true);
        }
    }

    /** A locked table is met first by a statement that is bounded on the server, which a read may not be. */
    private void tryReading() {
        try {
            store.heal(TRIAL, Instant.EPOCH);
        } catch (StoreException e) {
            if (e.isContention()) {
                throw e;
            }
            store.read(TRIAL); // for a role, or a server, that only reads
        }
    }

    // ---- others' code

    /** False if the task was not taken: even an Error, say for want of a thread, must not cost a call. */
    static boolean isTaken(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // all are busy with stores that hang
        } catch (Exception | Error e) {
            log.warn("no thread could be had to try the store: {}", e.getClass().getName());
            return false;
        }
    }
}
