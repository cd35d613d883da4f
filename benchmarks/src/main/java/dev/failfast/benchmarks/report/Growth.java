package dev.failfast.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How one thing grows with another. If it is ten times as much for ten times of the other, its order is 1: linear. */
public final class Growth {
    /** What noise adds to a line. */
    private static final double LINEAR = 1.15;

    private record Point(double x, Spread y) {}

    private final String what;
    private final String with;
    private final List<Point> points = new ArrayList<>();

    public Growth(String what, String with) {
        this.what = what;
        this.with = with;
    }

    /** Points come in the order of x. Where something is zero nothing can be said of its growth. */
    public void point(double x, Spread y) {
        if (x > 0 && y.median() > 0) {
            points.add(new Point(x, y));
        }
    }

    String what() {
        return what;
    }

    /** The others need two points at least. */
    boolean isKnown() {
        return points.size() >= 2;
    }

    String range() {
        return with + ": " + Numbers.of(points.get(0).x()) + " to " + Numbers.of(last().x());
    }

    /** From the first to the last point. */
    double order() {
        return order(points.get(0), last());
    }

    /** Of the last step, which tells more of what is to come. */
    double lastOrder() {
        return order(beforeLast(), last());
    }

    /** In the last step, and by more than the spread explains. */
    boolean isFasterThanLinear() {
        return isKnown()
                && lastOrder() > LINEAR
                && order(
                                beforeLast().x(),
                                beforeLast().y().max(),
                                last().x(),
                                last().y().min())
                        > 1;
    }

    String verdict() {
        if (isFasterThanLinear()) {
            return "**faster than linear**";
        }
        double order = Math.max(order(), lastOrder());
        return order < 0.2 ? "flat" : order < 0.9 ? "slower than linear" : "linear";
    }

    String orders() {
        return String.format(Locale.ROOT, "%.2f, at the end %.2f", order(), lastOrder());
    }

    private Point last() {
        return points.get(points.size() - 1);
    }

    private Point beforeLast() {
        return points.get(points.size() - 2);
    }

    private static double order(Point one, Point other) {
        return order(one.x(), one.y().median(), other.x(), other.y().median());
    }

    private static double order(double x1, double y1, double x2, double y2) {
        return Math.log(y2 / y1) / Math.log(x2 / x1);
    }
}
