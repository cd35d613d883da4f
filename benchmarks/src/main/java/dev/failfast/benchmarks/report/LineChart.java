package dev.failfast.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * How things grow: both axes are logarithmic, so what is flat is flat, what is linear rises as the grey line does, and
 * what is steeper grows faster. A value of zero is drawn on the floor.
 */
public final class LineChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final int LEFT = 80;
    private static final int RIGHT = 40;
    private static final int TOP = 64;
    private static final int BOTTOM = 50;
    private static final String GREY = "#8c959f";

    private record Point(double x, Spread y) {}

    private final String title;
    private final String xName;
    private final DoubleFunction<String> number;
    private final Map<String, List<Point>> series = new LinkedHashMap<>();

    public LineChart(String title, String xName, DoubleFunction<String> number) {
        this.title = title;
        this.xName = xName;
        this.number = number;
    }

    /** What has no place on the axis is left out. */
    public void point(String name, double x, Spread y) {
        if (x <= 0) {
            return;
        }
        series.computeIfAbsent(name, key -> new ArrayList<>()).add(new Point(x, y));
    }

    public String svg() {
        List<Point> all = series.values().stream().flatMap(List::stream).toList();
        LogAxis x = LogAxis.of(all.stream().map(Point::x).toList(), LEFT, WIDTH - RIGHT);
        LogAxis y = LogAxis.of(
                all.stream()
                        .flatMap(point -> List.of(
                                point.y().min(), point.y().median(), point.y().max())
                                .stream())
                        .toList(),
                HEIGHT - BOTTOM,
                TOP);
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        Legend.draw(svg, List.copyOf(series.keySet()), 16, 46);
        grid(svg, x, y);
        int colour = 0;
        for (List<Point> points : series.values()) {
            draw(svg, points, x, y, Svg.colour(colour++));
        }
        return svg.toString();
    }

    private void grid(Svg svg, LogAxis x, LogAxis y) {
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), Svg.PALE, 1);
            svg.text(LEFT - 6, y.at(tick) + 4, "end", Svg.INK, number.apply(tick));
        }
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, Svg.PALE, 1);
            svg.text(x.at(tick), HEIGHT - BOTTOM + 18, "middle", Svg.INK, Numbers.of(tick));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", Svg.INK, xName);
        double decades = Math.min(x.decades(), y.decades());
        double toX = x.at(x.low() * Math.pow(10, decades));
        double toY = y.at(y.low() * Math.pow(10, decades));
        svg.line(x.at(x.low()), y.at(y.low()), toX, toY, GREY, 1);
        svg.text(toX - 4, toY - 6, "end", GREY, "linear");
    }

    private static void draw(Svg svg, List<Point> points, LogAxis x, LogAxis y, String colour) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            double px = x.at(point.x());
            double py = y.at(point.y().median());
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
            svg.line(px, y.at(point.y().min()), px, y.at(point.y().max()), colour, 1);
            svg.dot(px, py, colour);
        }
        svg.path(path.toString(), colour);
    }
}
