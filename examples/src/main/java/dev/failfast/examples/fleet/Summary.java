package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

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

    private static Statistics slow(Run run) {
        return new Statistics(run.requests(), run.slowFrom(), run.slowTo());
    }

    private static Statistics known(Run run) {
        return Promises.afterTheFirstTimeOut(run);
    }

    private static long lost(Run run) {
        return run.requests().stream()
                .filter(request -> request.outcome() == Outcome.LOST)
                .count();
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
