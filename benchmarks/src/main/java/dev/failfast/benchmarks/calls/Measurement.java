package dev.failfast.benchmarks.calls;

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

    double mean() {
        return nanos.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
