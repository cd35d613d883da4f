package dev.failfast.benchmarks.report;

import java.util.Collection;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Whole powers of ten, from {@code low} at pixel {@code from} to the last one at pixel {@code to}. */
record LogAxis(double low, int decades, double from, double to) {

    static LogAxis of(Collection<Double> values, double from, double to) {
        double smallest = positive(values).min().orElse(1);
        double largest = positive(values).max().orElse(1);
        int first = (int) Math.floor(Math.log10(smallest) + 1e-9);
        int last = (int) Math.ceil(Math.log10(largest) - 1e-9);
        return new LogAxis(Math.pow(10, first), Math.max(1, last - first), from, to);
    }

    private static DoubleStream positive(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).filter(value -> value > 0);
    }

    /** What is below the axis is drawn on its end. */
    double at(double value) {
        double decade = value <= low ? 0 : Math.log10(value / low);
        return from + (to - from) * decade / decades;
    }

    double[] ticks() {
        return IntStream.rangeClosed(0, decades)
                .mapToDouble(decade -> low * Math.pow(10, decade))
                .toArray();
    }
}
