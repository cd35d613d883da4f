package dev.failfast;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of all rows of a store, each in full what memory knows from then on. Taken on another thread, one at a
 * time, and none in an outage, whose end brings one.
 */
final class Snapshots {

    /**
     * One daemon thread for all stores of the process, gone when there are none. It never waits for a store, so one
     * that hangs is noticed all the same.
     */
    private static final ScheduledThreadPoolExecutor PACE = pace();

    private final Store store;
    private final Memory memory;
    private final Executor executor;
    private final LongSupplier ticker;

    /** One that takes longer has the store taken for one that hangs. */
    private final long patienceNanos;

    private final AtomicLong asked = new AtomicLong();

    /** The number of the newest question whose answer is known. Guarded by the lock of the memory. */
    private long known;

    /** When the one that is being taken was begun; null if none is. */
    private final AtomicReference<@Nullable Long> began = new AtomicReference<>();

    /** Since when no thread could be had to take one; null if one could. Used by the pace alone. */
    private volatile @Nullable Long refusedSince;

    /** Whether memory holds one. Written under the lock of the memory. */
    private volatile boolean present;

    private volatile boolean stopped;

    Snapshots(Store store, Memory memory, Executor executor, LongSupplier ticker, Duration patience) {
        this.patienceNanos = patience.toNanos();
        this.store = store;
        this.memory = memory;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** Whether memory can answer every read. */
    boolean arePresent() {
        return present;
    }

    /** For good. */
    void stop() {
        synchronized (memory) {
            stopped = true;
            present = false;
        }
    }

    /**
     * Asks the store, and returns what makes the answer known unless a newer one is; to be run under the lock of the
     * memory. Until then the caller has a {@linkplain Memory#ask question open}.
     */
    Runnable ask() {
        long number = asked.incrementAndGet();
        long writes = memory.writes();
        List<Breaker.Status> all = store.list();
        return () -> {
            if (!stopped && number > known) {
                known = number;
                memory.sawAll(all, writes);
                present = true;
            }
        };
    }

    /** Has one taken if none is under way. */
    void take(Outage outage) {
        if (stopped || outage.goesOn()) {
            return;
        }
        long now = ticker.getAsLong();
        Long underWay = began.get();
        if (underWay != null) {
            if (now - underWay > patienceNanos) {
                beginElsewhere(outage, "cannot list: no answer for " + Duration.ofNanos(now - underWay));
            }
        } else if (began.compareAndSet(null, now)) {
            if (Outage.isTaken(executor, () -> renew(outage))) {
                refusedSince = null;
            } else {
                began.set(null);
                refused(now, outage);
            }
        }
    }

    /** Of many stores in one process some may have to wait a while. */
    private void refused(long now, Outage outage) {
        Long since = refusedSince;
        if (since == null) {
            refusedSince = now;
        } else if (now - since > patienceNanos) {
            refusedSince = null;
            beginElsewhere(outage, "cannot list: no thread could be had");
        }
    }

    /** A listener that blocks must not stop the pace of other stores, unless there is no other thread. */
    private void beginElsewhere(Outage outage, String why) {
        Runnable begin = () -> outage.begin(new StoreException(why, null), false);
        if (!Outage.isTaken(executor, begin)) {
            begin.run();
        }
    }

    private void renew(Outage outage) {
        memory.ask();
        try {
            Runnable answer = ask();
            synchronized (memory) {
                if (!outage.goesOn()) {
                    answer.run();
                }
            }
        } catch (Exception | Error e) { // even an Error: else the last snapshot would be taken for true for ever
            if (!stopped) {
                // Contention too: a lock on the whole table concerns every service.
                outage.begin(StoreException.of(e), false);
            }
        } finally {
            memory.answered();
            began.set(null);
        }
    }

    // ---- the pace

    /** One after each interval. Ends with {@link Future#cancel}, or when the store is forgotten. */
    static Future<?> takeEvery(Duration interval, OutageStore store) {
        long nanos = interval.toNanos();
        return PACE.scheduleWithFixedDelay(new Tick(new WeakReference<>(store)), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private record Tick(WeakReference<OutageStore> reference) implements Runnable {
        @Override
        public void run() {
            OutageStore store = reference.get();
            if (store == null) {
                throw new IllegalStateException("the store was forgotten"); // ends the schedule; nobody looks at it
            }
            store.takeSnapshot();
        }
    }

    private static ScheduledThreadPoolExecutor pace() {
        ScheduledThreadPoolExecutor pace = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "failfast-snapshots");
            thread.setDaemon(true);
            return thread;
        });
        pace.setRemoveOnCancelPolicy(true);
        pace.setKeepAliveTime(10, TimeUnit.SECONDS);
        pace.allowCoreThreadTimeOut(true);
        return pace;
    }
}
