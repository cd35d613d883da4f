package dev.failfast.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;

/** Bars from left to right, in groups, each with its number and its spread. */
public final class BarChart {
    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int RIGHT = 150;
    private static final int BAR = 16;
    private static final int GAP = 12;

    private record Bar(String group, String series, Spread value) {}

    private final String title;
    private final DoubleFunction<String> number;
    private final List<Bar> bars = new ArrayList<>();

    public BarChart(String title, DoubleFunction<String> number) {
        this.title = title;
        this.number = number;
    }

    /** Bars of a group are drawn together; those of a series have one colour. */
    public void bar(String group, String series, Spread value) {
        bars.add(new Bar(group, series, value));
    }

    public String svg() {
        List<String> series = distinct(bars.stream().map(Bar::series).toList());
        List<String> groups = distinct(bars.stream().map(Bar::group).toList());
        int top = series.size() > 1 ? 64 : 44;
        Svg svg = new Svg(WIDTH, top + bars.size() * BAR + groups.size() * GAP + 12, title);
        if (series.size() > 1) {
            Legend.draw(svg, series, 16, 46);
        }
        double longest =
                bars.stream().mapToDouble(bar -> bar.value().max()).max().orElse(1);
        double y = top;
        for (String group : groups) {
            List<Bar> together =
                    bars.stream().filter(bar -> bar.group().equals(group)).toList();
            svg.text(LEFT - 8, y + together.size() * BAR / 2.0 + 4, "end", Svg.INK, group);
            for (Bar bar : together) {
                draw(svg, bar, y, (WIDTH - LEFT - RIGHT) / longest, Svg.colour(series.indexOf(bar.series())));
                y += BAR;
            }
            y += GAP;
        }
        return svg.toString();
    }

    private void draw(Svg svg, Bar bar, double y, double scale, String colour) {
        double middle = y + BAR / 2.0 - 1;
        Spread value = bar.value();
        svg.bar(LEFT, y, Math.max(1, value.median() * scale), BAR - 2, colour);
        svg.line(LEFT + value.min() * scale, middle, LEFT + value.max() * scale, middle, Svg.INK, 1);
        svg.text(LEFT + value.max() * scale + 6, middle + 4, "start", Svg.INK, number.apply(value.median()));
    }

    private static List<String> distinct(List<String> values) {
        Set<String> seen = new LinkedHashSet<>(values);
        return List.copyOf(seen);
    }
}
