package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** The closing table, both runs side by side, and what became of the promises. */
final class Summary {
    private final Timeline timeline;
    private final Run without;
    private final Run with;

    Summary(Timeline timeline, Run without, Run with) {
        this.timeline = timeline;
        this.without = without;
        this.with = with;
    }

    void show() {
        timeline.say(String.format("%n%-52s %12s %12s", "The whole fleet", "without", "with"), Colour.BOLD);
        row("requests", run -> number(run.requests().size()));
        row("answered per second, before", run -> perSecond(new Statistics(run.requests(), 0, run.slowFrom())));
        row("answered per second, while the service is slow", run -> perSecond(slow(run)));
        row("  of that, once the first call had timed out", run -> perSecond(Promises.afterTheFirstTimeOut(run)));
        row("users who left without an answer", run -> number(lost(run)));
        row(
                "p50 of the wait, while the service is slow",
                run -> millis(slow(run).percentile(50)));
        row(
                "p99 of the wait, while the service is slow",
                run -> millis(slow(run).percentile(99)));
        row("  p50, once the first call had timed out", run -> millis(known(run).percentile(50)));
        row("  p99, once the first call had timed out", run -> millis(known(run).percentile(99)));
        row("calls that reached the slow service", run -> number(run.callsWhileSlow()));
        row("probes", run -> number(run.events(Event.Kind.PROBE).size()));
        if (with.outage() != null) {
            showOutage(with.outage());
        }
    }

    private void showOutage(Run.Window outage) {
        Statistics before = new Statistics(with.requests(), 0, with.slowFrom());
        Statistics meanwhile = new Statistics(with.requests(), outage.from(), outage.to());
        double seconds = (outage.to() - outage.from()) / 1000.0;
        timeline.say(String.format(Locale.ROOT, "%nWithout its database, for %.1f s", seconds), Colour.BOLD);
        row("answered per second, before the service was slow", perSecond(before));
        row("answered per second, without the database", perSecond(meanwhile));
        row("longest wait a breaker added, before", millis(longestAdded(0, outage.from())));
        row("longest wait a breaker added, from then on", millis(longestAdded(outage.from(), Long.MAX_VALUE)));
        row("  requests it added more than 100 ms to", number(from(outage, request -> request.added() > 100)));
        row("  users who left without an answer", number(from(outage, request -> request.outcome() == Outcome.LOST)));
        row("  calls that failed", number(from(outage, request -> request.outcome() == Outcome.FAILED)));
        row("outages the hosts noticed", number(with.events(Event.Kind.OUTAGE).size()));
        row(
                "ends of outages the hosts noticed",
                number(with.events(Event.Kind.RECOVERY).size()));
        row(
                "from its return until all hosts shared its state",
                millis(with.events(Event.Kind.RECOVERY).stream()
                        .mapToLong(event -> event.time() - outage.to())
                        .max()));
    }

    void show(List<Promise> promises) {
        timeline.say(String.format("%nPromises"), Colour.BOLD);
        for (Promise promise : promises) {
            String word =
                    promise.kept() ? timeline.paint("kept  ", Colour.GREEN) : timeline.paint("BROKEN", Colour.RED);
            timeline.say(String.format("  %s  %-76s  %s", word, promise.text(), promise.seen()));
        }
    }

    private void row(String name, Function<Run, String> value) {
        timeline.say(String.format("  %-50s %12s %12s", name, value.apply(without), value.apply(with)));
    }

    private void row(String name, String value) {
        timeline.say(String.format("  %-50s %12s %12s", name, "", value));
    }

    private OptionalLong longestAdded(long from, long to) {
        return with.requests().stream()
                .filter(request -> request.ended() >= from && request.ended() < to)
                .mapToLong(Report.Request::added)
                .max();
    }

    private long from(Run.Window outage, Predicate<Report.Request> matching) {
        return count(with, request -> request.ended() >= outage.from() && matching.test(request));
    }

    private static Statistics slow(Run run) {
        return new Statistics(run.requests(), run.slowFrom(), run.slowTo());
    }

    private static Statistics known(Run run) {
        return Promises.afterTheFirstTimeOut(run);
    }

    private static long lost(Run run) {
        return count(run, request -> request.outcome() == Outcome.LOST);
    }

    private static long count(Run run, Predicate<Report.Request> matching) {
        return run.requests().stream().filter(matching).count();
    }

    private static String perSecond(Statistics statistics) {
        return String.format(Locale.ROOT, "%.0f", statistics.answeredPerSecond());
    }

    private static String millis(OptionalLong value) {
        return value.isPresent() ? number(value.getAsLong()) + " ms" : "-";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
