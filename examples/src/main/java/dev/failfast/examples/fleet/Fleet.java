package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The main job: a service that turns slow, three hosts that call it, one database. First without the library, then with
 * it; in the end its promises are held against what was seen.
 *
 * <pre>{@code
 * mvn -q verify -Pdemo
 * mvn -q verify -Pdemo -Ddemo.db=postgresql
 * mvn -q verify -Pdemo -Ddemo.outage=hang
 * DEMO_PASSWORD=... mvn -q verify -Pdemo -Ddemo.db=jdbc:postgresql://localhost/test -Ddemo.user=me
 * }</pre>
 *
 * <p>Exit code: 0 if every promise was kept, 1 if one was broken, 2 if it could not be found out.
 */
public final class Fleet {
    /** Far longer than it takes, even on a machine that is busy elsewhere. */
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private final Timeline timeline;

    private Fleet(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * Runs the fleet and exits.
     *
     * @param args none; see {@link Options}
     */
    public static void main(String[] args) {
        HostProcess.QUIET.forEach(System::setProperty);
        Timeline timeline = Timeline.onTerminal();
        exitAfter(AT_MOST);
        int code;
        try {
            code = new Fleet(timeline).compare(Options.read()) ? 0 : 1;
        } catch (Exception e) {
            timeline.say("\nThe demo could not be run: " + explain(e), Colour.RED);
            code = 2;
        }
        System.exit(code);
    }

    private boolean compare(Options options) throws Exception {
        try (SlowService service = SlowService.start();
                Database database = Database.open(options)) {
            introduce(service, database, options.outage());
            timeline.say("\n1. WITHOUT the library: every call is made, and waited for\n", Colour.BOLD);
            Run without = run(service, null, Outage.NONE, Sabotage.NONE);
            timeline.say(
                    String.format(
                            "%n2. WITH the library: each host calls through Breaker.named(\"%s\"), state in %s%n",
                            Scenario.SERVICE, database.description()),
                    Colour.BOLD);
            Run with = run(service, database, options.outage(), options.sabotage());
            Summary summary = new Summary(timeline, without, with);
            summary.show();
            List<Promise> promises = Promises.check(without, with);
            summary.show(promises);
            return promises.stream().allMatch(Promise::kept);
        }
    }

    private Run run(SlowService service, @Nullable Database database, Outage outage, Sabotage sabotage)
            throws IOException, InterruptedException {
        try (FleetRun run = new FleetRun(service, database, outage, sabotage, timeline)) {
            Thread cleanUp = new Thread(run::close, "clean-up");
            Runtime.getRuntime().addShutdownHook(cleanUp);
            Run seen = run.run();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            return seen;
        }
    }

    private void introduce(SlowService service, Database database, Outage outage) {
        timeline.say("One service turns slow, three hosts call it", Colour.BOLD);
        introduce(
                "service",
                "%s answers in %d ms; from second %d to %d it does not",
                service.address(),
                Scenario.ANSWERS_IN.toMillis(),
                Scenario.SLOW_FROM / 1000,
                Scenario.SLOW_TO / 1000);
        introduce(
                "hosts",
                "%d processes, each with %d request threads and %d requests per second",
                Scenario.HOSTS.size(),
                Scenario.THREADS,
                Scenario.REQUESTS_PER_SECOND);
        introduce(
                "",
                "a call times out after %d s; a user whom no thread serves leaves after %d s",
                Scenario.CLIENT_TIMEOUT.toSeconds(),
                Scenario.PATIENCE / 1000);
        introduce("database", "%s", database.description());
        if (outage != Outage.NONE) {
            introduce(
                    "",
                    "%s, %d s after the service was found broken, and %s %d s later",
                    outage.beginning(),
                    Scenario.OUTAGE_AFTER / 1000,
                    outage.end(),
                    Scenario.OUTAGE_FOR / 1000);
        }
    }

    private void introduce(String what, String format, Object... values) {
        timeline.say(String.format(Locale.ROOT, "  %-10s ", what) + String.format(Locale.ROOT, format, values));
    }

    /** A driver's messages can hold a URL and what it holds, so they are not shown. */
    private static String explain(Throwable failure) {
        if (failure instanceof DemoException) {
            return String.valueOf(failure.getMessage());
        }
        StackTraceElement[] trace = failure.getStackTrace();
        String state = failure instanceof SQLException e ? ", SQLState " + e.getSQLState() : "";
        String place = trace.length == 0 ? "" : " at " + trace[0];
        Throwable cause = failure.getCause();
        return failure.getClass().getName() + state + place + (cause == null ? "" : "\n  because of " + explain(cause));
    }

    /** Whatever hangs, the demo does not. */
    private static void exitAfter(Duration atMost) {
        Thread watchdog = new Thread(
                () -> {
                    try {
                        Thread.sleep(atMost.toMillis());
                        System.err.println("The demo takes too long on this machine.");
                        Thread exit = new Thread(() -> System.exit(2), "exit");
                        exit.start();
                        exit.join(TimeUnit.SECONDS.toMillis(10));
                        Runtime.getRuntime().halt(2);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }
}
