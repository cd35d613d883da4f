package dev.failfast.examples.fleet;

import java.util.Optional;

/** What a host tells the launcher: one line each on its standard output. Times are milliseconds since the start. */
sealed interface Report {

    /**
     * A request has ended: it came at {@code arrived} and was answered, or its user left, {@code waited} later.
     * {@code added} of that it spent neither in line nor in the call of the service.
     */
    record Request(String host, long arrived, long waited, long added, Outcome outcome) implements Report {
        Request(String host, long arrived, long waited, Outcome outcome) {
            this(host, arrived, waited, 0, outcome);
        }

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
            return "request " + r.arrived + ' ' + r.waited + ' ' + r.added + ' ' + r.outcome;
        }
        if (this instanceof Load l) {
            return "load " + l.time + ' ' + l.busy + ' ' + l.waiting;
        }
        Event e = (Event) this;
        return "event " + e.time + ' ' + e.kind + ' ' + e.detail;
    }

    /** Empty if the line is none of ours. */
    static Optional<Report> parse(String host, String line) {
        // What is rare has a detail, of any number of words.
        String[] word = line.startsWith("event ") ? line.split(" ", 4) : line.split(" ");
        try {
            return switch (word[0]) {
                case "request" ->
                    Optional.of(new Request(
                            host,
                            Long.parseLong(word[1]),
                            Long.parseLong(word[2]),
                            Long.parseLong(word[3]),
                            Outcome.valueOf(word[4])));
                case "load" ->
                    Optional.of(new Load(
                            host, Long.parseLong(word[1]), Integer.parseInt(word[2]), Integer.parseInt(word[3])));
                case "event" ->
                    Optional.of(new Event(host, Long.parseLong(word[1]), Event.Kind.valueOf(word[2]), word[3]));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
