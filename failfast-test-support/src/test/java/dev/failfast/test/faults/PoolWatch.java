package dev.failfast.test.faults;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Knows who asks a pool for a connection, whether he gets one or not: HikariCP says so on the thread that asked. The
 * store's own pool has it by {@code watched-pools.properties}.
 */
public final class PoolWatch implements IMetricsTracker {
    private static final ThreadLocal<@Nullable PoolWatch> LATEST = new ThreadLocal<>();
    private static final ThreadLocal<long @Nullable []> ASKED = new ThreadLocal<>();

    /** Of a call that asked for none. */
    static final long NEVER = Long.MAX_VALUE;

    private volatile long lastTrialNanos = Long.MIN_VALUE;

    /** For HikariCP, which makes one by its name. */
    public static final class Factory implements MetricsTrackerFactory {
        @Override
        public IMetricsTracker create(String poolName, PoolStats poolStats) {
            PoolWatch watch = new PoolWatch();
            LATEST.set(watch);
            return watch;
        }
    }

    private static final String SETTINGS = "hikaricp.configurationFile";

    /** From now on every new pool of this JVM has one. */
    static void watchAllPools() {
        System.setProperty(SETTINGS, "/watched-pools.properties");
    }

    static void stop() {
        System.clearProperty(SETTINGS);
    }

    /** Of the pool that this thread has made last. */
    static PoolWatch latest() {
        return Objects.requireNonNull(LATEST.get(), "no pool is watched");
    }

    /** From now on this thread makes a guarded call. */
    static void callBegins() {
        ASKED.set(new long[] {NEVER});
    }

    /** When the guarded call asked for a connection first, or {@link #NEVER}. */
    static long callEnded() {
        long asked = Objects.requireNonNull(ASKED.get())[0];
        ASKED.remove();
        return asked;
    }

    /** When somebody asked last who makes no guarded call: who tries the store in an outage. */
    long lastTrialNanos() {
        return lastTrialNanos;
    }

    @Override
    public void recordConnectionAcquiredNanos(long elapsedNanos) {
        long asked = System.nanoTime() - elapsedNanos;
        long[] ofCall = ASKED.get();
        if (ofCall == null) {
            lastTrialNanos = asked;
        } else if (ofCall[0] == NEVER) {
            ofCall[0] = asked;
        }
    }
}
