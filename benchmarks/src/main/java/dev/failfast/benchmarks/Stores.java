package dev.failfast.benchmarks;

import dev.failfast.Breaker;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.jdbc.JdbcStore;
import dev.failfast.jdbc.JdbcStoreBuilder;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Stores as hosts have them, that say so if they did not do what is measured. */
public final class Stores {
    /**
     * Time enough for one statement when many threads want a small pool: an outage would be measured as a cheap call.
     */
    public static final Duration PATIENT = Duration.ofSeconds(20);

    private static final Queue<String> OUTAGES = new ConcurrentLinkedQueue<>();

    private Stores() {}

    /** On a pool of its own, with the read cache. */
    public static JdbcStore cached(FreshDatabase database, Duration interval, int poolSize) {
        return ownPool(database, poolSize).cacheFor(interval).build();
    }

    /** On a pool of its own, with one query per call. */
    public static JdbcStore perCall(FreshDatabase database, int poolSize) {
        return ownPool(database, poolSize).build();
    }

    private static JdbcStoreBuilder ownPool(FreshDatabase database, int poolSize) {
        return watched(JdbcStore.builder(database.url(), database.user(), database.password())
                .poolSize(poolSize));
    }

    /** Patient, and counts outages. */
    public static JdbcStoreBuilder watched(JdbcStoreBuilder builder) {
        return builder.timeout(PATIENT).listener(new StoreListener() {
            @Override
            public void onOutage(StoreException cause) {
                OUTAGES.add(String.valueOf(cause.getMessage()));
            }
        });
    }

    /** What was measured was the memory of an outage. */
    public static void refuseOutages() {
        if (!OUTAGES.isEmpty()) {
            String causes = String.join("; ", OUTAGES);
            OUTAGES.clear();
            throw new IllegalStateException("outages of a store while it was measured: " + causes);
        }
    }

    /** A cached store learns of the table in the background. */
    public static void awaitOpen(Breaker breaker) {
        await(breaker + " is open", breaker::isOpen);
    }

    /** Waits for a minute at most. */
    public static void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofMillis(1), condition);
    }

    /** As {@link #await(String, BooleanSupplier)}, looking that often. */
    public static void await(String what, Duration often, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not within a minute: " + what);
            }
            LockSupport.parkNanos(often.toNanos());
        }
    }
}
