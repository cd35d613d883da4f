package dev.failfast.examples.fleet;

import java.util.Optional;

/** What a host tells the launcher: one line each on its standard output. Times are milliseconds since the start. */
sealed interface Report {

    /** A request has ended: it came at {@code arrived} and was answered, or its user left, {@code waited} later. */
    record Request(String host, long arrived, long waited, Outcome outcome) implements Report {
        long ended() {
            return arrived + waited;
        }
    }

    /** How many request threads are busy, and how many requests wait for one. */
    record Load(String host, long time, int busy, int waiting) implements Report {}

    /** Something that happens rarely. */
    record Event(String host, long time, Kind kind, String detail) implements Report {
        enum Kind {
            READY,
            DONE,
            TRIP,
            PROBE,
            HEAL,
            REOPEN,
            OUTAGE,
            RECOVERY,
            UNEXPECTED
        }
    }

    default String toLine() {
        if (this instanceof Request r) {
            return "request " + r.arrived + ' ' + r.waited + ' ' + r.outcome;
        }
        if (this instanceof Load l) {
            return "load " + l.time + ' ' + l.busy + ' ' + l.waiting;
        }
        Event e = (Event) this;
        return "event " + e.time + ' ' + e.kind + ' ' + e.detail;
    }

    /** Empty if the line is none of ours. */
    static Optional<Report> parse(String host, String line) {
        String[] word = line.split(" ", 4);
        if (word.length < 4) {
            return Optional.empty();
        }
        try {
            return switch (word[0]) {
                case "request" ->
                    Optional.of(new Request(
                            host, Long.parseLong(word[1]), Long.parseLong(word[2]), Outcome.valueOf(word[3])));
                case "load" ->
                    Optional.of(new Load(
                            host, Long.parseLong(word[1]), Integer.parseInt(word[2]), Integer.parseInt(word[3])));
                case "event" ->
                    Optional.of(new Event(host, Long.parseLong(word[1]), Event.Kind.valueOf(word[2]), word[3]));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
