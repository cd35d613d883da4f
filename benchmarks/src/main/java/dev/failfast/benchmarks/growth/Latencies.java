package dev.failfast.benchmarks.growth;

import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long many took for the same. */
final class Latencies {
    private final List<Double> nanos = new ArrayList<>();

    synchronized void add(long time) {
        nanos.add((double) time);
    }

    synchronized void addAll(Latencies others) {
        nanos.addAll(others.nanos);
    }

    /** What so many per cent did not exceed. */
    synchronized double percentile(double percent) {
        if (nanos.isEmpty()) {
            return 0;
        }
        List<Double> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(sorted.size() * percent / 100);
        return sorted.get(Math.max(1, rank) - 1);
    }

    double max() {
        return percentile(100);
    }

    /** The middle, the best and the worst. */
    synchronized Spread spread() {
        return nanos.isEmpty() ? Spread.of(0) : Spread.of(nanos);
    }

    /** "512 / 998 / 1,004 ms": half of them, 99 of a hundred, all of them. */
    @Override
    public String toString() {
        return Numbers.of(Math.round(percentile(50) / 1e5) / 10.0) + " / "
                + Numbers.of(Math.round(percentile(99) / 1e5) / 10.0) + " / "
                + Numbers.of(Math.round(max() / 1e5) / 10.0) + " ms";
    }
}
