package dev.failfast.benchmarks.report;

import java.util.List;

/** Which colour is which series, in one line. */
final class Legend {
    private Legend() {}

    static void draw(Svg svg, List<String> series, double x, double y) {
        double at = x;
        for (int i = 0; i < series.size(); i++) {
            svg.bar(at, y - 9, 10, 10, Svg.colour(i));
            svg.text(at + 15, y, "start", Svg.INK, series.get(i));
            at += 34 + series.get(i).length() * 6.5;
        }
    }
}
