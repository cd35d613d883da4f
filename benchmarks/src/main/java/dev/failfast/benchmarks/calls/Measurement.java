package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.report.Spread;
import java.util.List;

/**
 * What one fork saw.
 *
 * @param cell what it ran
 * @param nanos per call and thread, of each iteration
 * @param bytes allocated per call
 * @param calls that were made, warm-up included
 */
record Measurement(Cell cell, List<Double> nanos, double bytes, long calls) {

    /** Of its iterations: now and then one takes several times as long as the others, which would rule their mean. */
    double median() {
        return Spread.of(nanos).median();
    }
}
