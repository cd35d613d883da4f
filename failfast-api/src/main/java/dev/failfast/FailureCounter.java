package dev.failfast;

/** Says when the last n failures happened within a given time. Their times are kept in a ring of n places. */
final class FailureCounter {
    private final long withinNanos;

    // Both guarded by this.
    private final long[] times;
    private int counted;

    FailureCounter(int failures, long withinNanos) {
        this.withinNanos = withinNanos;
        this.times = new long[failures];
    }

    /** Counts a failure; true if it completes the number, which then starts anew. */
    synchronized boolean completes(long nanoTime) {
        int oldest = (counted + 1) % times.length;
        times[counted % times.length] = nanoTime;
        counted++;
        if (counted < times.length) {
            return false;
        }
        if (nanoTime - times[oldest] > withinNanos) {
            // Full from here on: only the place in the ring matters, and it must not overflow.
            counted = times.length + counted % times.length;
            return false;
        }
        counted = 0;
        return true;
    }
}
