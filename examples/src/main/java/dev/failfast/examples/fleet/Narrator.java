package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells on the timeline what the hosts report, each thing once, and every second how many users got an answer. */
final class Narrator {
    private final Timeline timeline;

    // Guarded by this.
    private final Set<String> told = new HashSet<>();
    private final Map<String, Map<Long, Integer>> answeredInSecond = new HashMap<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    /** The hosts that do without the database. */
    private final Set<String> alone = new HashSet<>();

    private boolean slow;
    private boolean slowOnce;

    Narrator(Timeline timeline) {
        this.timeline = timeline;
    }

    synchronized void accept(Report report) {
        if (report instanceof Report.Request request) {
            tell(request);
        } else if (report instanceof Report.Load load) {
            waiting.put(load.host(), load.waiting());
            if (slow && load.busy() == Scenario.THREADS && load.waiting() >= Scenario.REQUESTS_PER_SECOND / 4) {
                String text = "all " + load.busy() + " request threads wait for the service, users queue up";
                once(load.host(), "busy", load.time(), text, Colour.RED);
            }
        } else if (report instanceof Event event) {
            tell(event);
        }
    }

    synchronized void slow(boolean slow) {
        this.slow = slow;
        slowOnce |= slow;
    }

    private void tell(Report.Request request) {
        if (request.outcome().isAnswered()) {
            answeredInSecond
                    .computeIfAbsent(request.host(), host -> new HashMap<>())
                    .merge(request.ended() / 1000, 1, Integer::sum);
        }
        String host = request.host();
        switch (request.outcome()) {
            case LATE -> once(host, "late", request.ended(), "first time-out of a call", Colour.RED);
            case LOST -> once(host, "lost", request.ended(), "first user leaves without an answer", Colour.RED);
            case CACHED ->
                once(host, "cached", request.ended(), "fails fast: answers from its cache, at once", Colour.GREEN);
            case FRESH -> {
                if (slowOnce && !slow) {
                    once(host, "fresh", request.ended(), "has fresh answers again", Colour.GREEN);
                }
            }
            case FAILED -> {}
        }
    }

    private void tell(Event event) {
        switch (event.kind()) {
            case OUTAGE -> alone.add(event.host());
            case RECOVERY -> alone.remove(event.host());
            default -> {}
        }
        String where = alone.contains(event.host()) ? "on this host" : "on every host";
        String what = switch (event.kind()) {
            case TRIP ->
                String.format("TRIP: the service is broken for %d s, %s", Scenario.OPEN_FOR.toSeconds(), where);
            case PROBE ->
                "PROBE: the one call " + (alone.contains(event.host()) ? "of this host " : "") + "that is let through";
            case HEAL -> "HEAL: the service works again, " + where;
            case REOPEN -> "REOPEN: the probe failed";
            case OUTAGE -> "calls go on without the database, guarded by memory: " + event.detail();
            case RECOVERY -> "has the database again, after " + event.detail();
            case UNEXPECTED -> "a call failed with " + event.detail();
            case READY, DONE -> "";
        };
        if (!what.isEmpty()) {
            timeline.at(event.time(), event.host(), what, Colour.YELLOW);
        }
    }

    private void once(String host, String what, long time, String text, Colour colour) {
        if (told.add(host + ' ' + what)) {
            timeline.at(time, host, text, colour);
        }
    }

    void header() {
        String hosts = Scenario.HOSTS.stream()
                .map(host -> String.format("%-21s", host))
                .collect(Collectors.joining());
        timeline.say(String.format("%7s  %-8s  %s", "s", "who", hosts.strip()), Colour.GREY);
        String meaning = String.format("%-21s", "answered/s (in line)").repeat(Scenario.HOSTS.size());
        timeline.say(" ".repeat(19) + meaning.strip(), Colour.GREY);
    }

    /** The second that ends then. */
    synchronized void strip(int second) {
        String text =
                Scenario.HOSTS.stream().map(host -> strip(host, second - 1)).collect(Collectors.joining("   "));
        timeline.at(second * 1000L, "", text, Colour.PLAIN);
    }

    private String strip(String host, long second) {
        int answered = answeredInSecond.getOrDefault(host, Map.of()).getOrDefault(second, 0);
        int length = (int) Math.round(8.0 * answered / Scenario.REQUESTS_PER_SECOND);
        String bar = length > 8 ? "########+" : "#".repeat(length);
        String text = String.format(Locale.ROOT, "%-9s%3d (%3d)", bar, answered, waiting.getOrDefault(host, 0));
        Colour colour = answered * 2 < Scenario.REQUESTS_PER_SECOND ? Colour.RED : Colour.GREEN;
        return timeline.paint(text, colour);
    }
}
