package dev.failfast.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them: three digits that count. */
public final class Numbers {
    private Numbers() {}

    /** 12,346. */
    public static String of(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** 0.0123, 1.23, 12.3, 123, 12,346. */
    public static String of(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.0995 ? 3 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** 0.12, for comparisons with a limit. */
    public static String ratio(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
    }

    /** A time in the unit that suits it. */
    public static String nanos(double nanos) {
        double size = Math.abs(nanos);
        return size < 1e3
                ? of(nanos) + " ns"
                : size < 1e6 ? of(nanos / 1e3) + " µs" : size < 1e9 ? of(nanos / 1e6) + " ms" : of(nanos / 1e9) + " s";
    }
}
