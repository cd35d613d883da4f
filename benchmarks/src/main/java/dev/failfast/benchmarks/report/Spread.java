package dev.failfast.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/** Of several measurements of the same: the middle one, and how far they lie apart. */
public record Spread(double median, double min, double max) {

    public static Spread of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public Spread map(DoubleUnaryOperator function) {
        return new Spread(function.applyAsDouble(median), function.applyAsDouble(min), function.applyAsDouble(max));
    }

    /** "12.3 (11.9–13.1)". */
    public String format(DoubleFunction<String> number) {
        return number.apply(median) + " (" + number.apply(min) + "–" + number.apply(max) + ")";
    }

    @Override
    public String toString() {
        return format(Numbers::of);
    }
}
