package dev.failfast.benchmarks.growth;

import dev.failfast.benchmarks.report.Spread;
import java.time.Duration;

/** Times what is long enough to be timed without JMH, and repeats it so that its spread is known. */
final class Timing {
    private static final int BATCHES = 9;

    /** What is called last is kept, so that no call can be left out. */
    @SuppressWarnings("unused")
    private static volatile Object kept = new Object();

    interface Call {
        Object run(int index) throws Exception;
    }

    private Timing() {}

    /** Nanoseconds per call; the first third of the time is warm-up. */
    static Spread perCall(Duration duration, Call call) throws Exception {
        int index = 0;
        long warm = System.nanoTime() + duration.toNanos() / 3;
        while (System.nanoTime() - warm < 0) {
            kept = call.run(index++);
        }
        double[] batches = new double[BATCHES];
        long each = duration.toNanos() * 2 / 3 / BATCHES;
        for (int i = 0; i < BATCHES; i++) {
            long start = System.nanoTime();
            long calls = 0;
            long elapsed;
            do {
                // The clock costs as much as a cheap call, so it is not asked each time.
                for (int j = 0; j < 100; j++) {
                    kept = call.run(index++);
                }
                calls += 100;
                elapsed = System.nanoTime() - start;
            } while (elapsed < each);
            batches[i] = (double) elapsed / calls;
        }
        return Spread.of(batches);
    }

    /** Nanoseconds of each of some. */
    static Spread each(int times, Call call) throws Exception {
        double[] nanos = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            kept = call.run(i);
            nanos[i] = System.nanoTime() - start;
        }
        return Spread.of(nanos);
    }

    /** What is in use of the heap when the garbage is gone. */
    static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
