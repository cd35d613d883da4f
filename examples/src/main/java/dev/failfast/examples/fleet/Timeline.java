package dev.failfast.examples.fleet;

import java.io.Console;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What happens, on the terminal, in the order in which it happened. Safe for use by many threads. */
final class Timeline {
    private static final String INDENT = " ".repeat(19);

    enum Colour {
        PLAIN(""),
        BOLD("1"),
        GREY("90"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    private record Line(long time, long number, String who, String what, Colour colour) {}

    private final PrintStream out;
    private final boolean colourful;
    private final AtomicLong numbers = new AtomicLong();
    private final PriorityBlockingQueue<Line> lines = new PriorityBlockingQueue<>(
            100, Comparator.comparingLong(Line::time).thenComparingLong(Line::number));

    Timeline(PrintStream out, boolean colourful) {
        this.out = out;
        this.colourful = colourful;
    }

    static Timeline onTerminal() {
        return new Timeline(System.out, isTerminal());
    }

    /** A line without a time, at once. */
    void say(String text, Colour colour) {
        out.println(paint(text, colour));
        out.flush();
    }

    void say(String text) {
        say(text, Colour.PLAIN);
    }

    /** Something that happened {@code millis} after the start; shown by {@link #flush}, because news travel. */
    void at(long millis, String who, String what, Colour colour) {
        lines.add(new Line(millis, numbers.incrementAndGet(), who, what, colour));
    }

    void at(long millis, String who, String what) {
        at(millis, who, what, Colour.CYAN);
    }

    /** Shows what happened until then. */
    void flush(long until) {
        for (Line line = lines.peek(); line != null && line.time <= until; line = lines.peek()) {
            lines.remove(line);
            String text = line.what.replace("\n", "\n" + INDENT);
            say(String.format(Locale.ROOT, "%7.2f  %-8s  ", line.time / 1000.0, line.who) + paint(text, line.colour));
        }
    }

    String paint(String text, Colour colour) {
        return colourful && !colour.code.isEmpty() ? "\033[" + colour.code + 'm' + text + "\033[0m" : text;
    }

    @SuppressWarnings("SystemConsoleNull") // null up to Java 21, asked below from 22 on
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // Since Java 22 there is always a console, and this method to ask it.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
