package dev.failfast.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown that can be read as it is, too. The first column is text, the others are right-aligned. */
public final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... head) {
        this.head = List.of(head);
    }

    public Table row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException("a row of " + head + " must have as many cells: " + List.of(cells));
        }
        // A bar would end the cell.
        rows.add(Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).toList());
        return this;
    }

    public String markdown() {
        int[] widths = IntStream.range(0, head.size())
                .map(column -> Math.max(3, width(head, column)))
                .toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row, i));
            }
        }
        StringBuilder out = new StringBuilder(line(head, widths));
        out.append(IntStream.range(0, widths.length)
                .mapToObj(i -> i == 0 ? "-".repeat(widths[i]) : "-".repeat(widths[i] - 1) + ":")
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        rows.forEach(row -> out.append(line(row, widths)));
        return out.toString();
    }

    private static int width(List<String> cells, int column) {
        return cells.get(column).codePointCount(0, cells.get(column).length());
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> {
                    String padding = " ".repeat(widths[i] - width(cells, i));
                    return i == 0 ? cells.get(i) + padding : padding + cells.get(i);
                })
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
