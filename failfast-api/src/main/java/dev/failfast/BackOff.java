package dev.failfast;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to leave a store alone: 1 second, doubling to 30, each up to a quarter shorter by chance so that hosts do
 * not come back together. Guarded by its user's lock.
 */
final class BackOff {
    static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long nanos = FIRST_NANOS;
    private long endedNanos;
    private boolean hasEnded;

    /** At the start of an outage. One that follows close on another goes on where that one was. */
    long first(long nowNanos) {
        if (!hasEnded || nowNanos - endedNanos > LONGEST_NANOS) {
            nanos = FIRST_NANOS;
        }
        return jittered();
    }

    long next() {
        nanos = Math.min(LONGEST_NANOS, nanos * 2);
        return jittered();
    }

    void ended(long nowNanos) {
        endedNanos = nowNanos;
        hasEnded = true;
    }

    private long jittered() {
        return nanos - ThreadLocalRandom.current().nextLong(nanos / 4 + 1);
    }
}
