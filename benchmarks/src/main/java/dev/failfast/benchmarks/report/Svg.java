package dev.failfast.benchmarks.report;

import java.util.Locale;

/** A picture, element by element. The same input gives the same bytes. */
final class Svg {
    static final String INK = "#24292f";
    static final String PALE = "#d0d7de";

    /** Told apart by people who do not see red and green, too. */
    private static final String[] COLOURS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" role=\"img\">",
                width, height, width, height);
        add("<title>%s</title>", escape(title));
        // Pages may be dark.
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
        text(16, 24, "start", INK, title, "font-size=\"15\" font-weight=\"bold\"");
    }

    static String colour(int series) {
        return COLOURS[series % COLOURS.length];
    }

    void text(double x, double y, String anchor, String colour, String text) {
        text(x, y, anchor, colour, text, "");
    }

    void text(double x, double y, String anchor, String colour, String text, String style) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>",
                x, y, anchor, colour, style.isEmpty() ? "" : " " + style, escape(text));
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, colour, width);
    }

    void bar(double x, double y, double width, double height, String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    void dot(double x, double y, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, colour);
    }

    void path(String points, String colour) {
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points.strip(), colour);
    }

    /** The whole file. */
    @Override
    public String toString() {
        return out + "</svg>\n";
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
