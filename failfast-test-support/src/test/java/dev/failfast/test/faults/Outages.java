package dev.failfast.test.faults;

import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outages of a store: from when on no caller may touch the database, and until when. Safe for many threads. */
final class Outages implements StoreListener {
    /**
     * From when it was told until the trial that ended it began.
     *
     * @param cause what it began with
     */
    record Outage(long beginNanos, long endNanos, String cause) {
        Duration length() {
            return Duration.ofNanos(endNanos - beginNanos);
        }

        boolean forbids(Call call) {
            return call.startNanos() - beginNanos > 0
                    && call.askedNanos() != PoolWatch.NEVER
                    && call.askedNanos() - endNanos < 0;
        }
    }

    // Guarded by this.
    private final List<Outage> ended = new ArrayList<>();
    private @Nullable PoolWatch pool;
    private long beganNanos;
    private String cause = "";
    private boolean underWay;

    synchronized void watch(PoolWatch poolOfTheStore) {
        pool = poolOfTheStore;
    }

    @Override
    public synchronized void onOutage(StoreException e) {
        beganNanos = System.nanoTime();
        cause = String.valueOf(e.getMessage());
        underWay = true;
    }

    @Override
    public synchronized void onRecovery(Duration outage) {
        underWay = false;
        ended.add(new Outage(beganNanos, pool == null ? beganNanos : pool.lastTrialNanos(), cause));
    }

    synchronized boolean isUnderWay() {
        return underWay;
    }

    synchronized int begun() {
        return ended.size() + (underWay ? 1 : 0);
    }

    /** With the one that is under way, up to now. */
    synchronized List<Outage> list() {
        List<Outage> all = new ArrayList<>(ended);
        if (underWay) {
            all.add(new Outage(beganNanos, System.nanoTime(), cause));
        }
        return all;
    }
}
