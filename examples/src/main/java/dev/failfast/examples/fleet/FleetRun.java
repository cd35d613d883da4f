package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One run of the scenario, with hosts of its own. */
final class FleetRun implements AutoCloseable {
    /** How long news from a host may be on their way to the timeline. */
    private static final long NEWS = 300;

    private static final long TICK = 25;

    /** Something that happens at a time of the scenario, in the launcher. */
    private record Step(LongSupplier time, Action action) {}

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private final SlowService service;
    private final @Nullable Database database;
    private final Outage outage;
    private final Sabotage sabotage;
    private final Timeline timeline;
    private final Narrator narrator;

    private final List<HostProcess> hosts = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Report.Request> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

    /** Milliseconds since the epoch. */
    private volatile long start = System.currentTimeMillis();

    private long slowFrom;
    private long slowTo;
    private volatile long outageFrom;
    private volatile long outageTo;

    /** Without a database the hosts do without the library. */
    FleetRun(SlowService service, @Nullable Database database, Outage outage, Sabotage sabotage, Timeline timeline) {
        this.service = service;
        this.database = database;
        this.outage = outage;
        this.sabotage = sabotage;
        this.timeline = timeline;
        this.narrator = new Narrator(timeline);
    }

    Run run() throws IOException, InterruptedException {
        for (String name : Scenario.HOSTS) {
            hosts.add(HostProcess.start(
                    name, settings(name), this::accept, line -> timeline.at(now(), name, line, Colour.RED)));
        }
        for (HostProcess host : hosts) {
            host.awaitReady();
        }
        start = System.currentTimeMillis() + 200;
        for (HostProcess host : hosts) {
            host.tell("go " + start);
        }
        narrator.header();
        try (Operator operator = database == null ? null : new Operator(database.dataSource(), timeline, this::now)) {
            play();
            for (HostProcess host : hosts) {
                host.tell("stop");
            }
            for (HostProcess host : hosts) {
                host.awaitDone();
            }
            return new Run(
                    List.copyOf(requests),
                    List.copyOf(events),
                    service.callsSince(start),
                    operator == null ? Set.of() : operator.seen(),
                    slowFrom,
                    slowTo,
                    outage == Outage.NONE ? null : new Run.Window(outageFrom, outageTo));
        }
    }

    private void play() throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>(List.of(
                new Step(() -> Scenario.SLOW_FROM, this::turnSlow), new Step(() -> Scenario.SLOW_TO, this::recover)));
        if (outage != Outage.NONE) {
            steps.add(new Step(() -> trip() + Scenario.OUTAGE_AFTER, this::beginOutage));
            steps.add(new Step(() -> trip() + Scenario.OUTAGE_AFTER + Scenario.OUTAGE_FOR, this::endOutage));
        }
        int second = 0;
        for (long now = now(); !steps.isEmpty() || now < end() + 2 * NEWS; now = now()) {
            for (Step step : List.copyOf(steps)) {
                if (step.time.getAsLong() <= now) {
                    step.action.run();
                    steps.remove(step);
                }
            }
            while (second < (now - NEWS) / 1000) {
                narrator.strip(++second);
            }
            timeline.flush(now - NEWS);
            Thread.sleep(TICK);
        }
    }

    /** When the first host says so; as long as none does, when the first of them is due to. */
    private long trip() {
        return times(Event.Kind.TRIP).min().orElse(Scenario.SLOW_FROM + Scenario.CLIENT_TIMEOUT.toMillis());
    }

    /** Not before all hosts have had the time to show what they do after an outage. */
    private long end() {
        if (outage == Outage.NONE) {
            return Scenario.END;
        }
        long[] back = times(Event.Kind.RECOVERY)
                .filter(time -> time >= outageTo)
                .sorted()
                .toArray();
        return back.length < Scenario.HOSTS.size() ? Scenario.LATEST_END : back[back.length - 1] + Scenario.SETTLE;
    }

    private LongStream times(Event.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).mapToLong(Event::time);
    }

    private void turnSlow() {
        service.beSlow(true);
        slowFrom = now();
        narrator.slow(true);
        timeline.at(slowFrom, "service", "turns slow: whoever calls now waits in vain", Colour.BOLD);
    }

    private void recover() {
        service.beSlow(false);
        slowTo = now();
        narrator.slow(false);
        timeline.at(slowTo, "service", "is quick again, and nobody is told", Colour.BOLD);
    }

    private void beginOutage() throws IOException, InterruptedException {
        outageFrom = now();
        database().begin(outage);
        timeline.at(outageFrom, "database", outage.beginning(), Colour.BOLD);
    }

    private void endOutage() throws IOException, InterruptedException {
        outageTo = now();
        database().end(outage);
        timeline.at(outageTo, "database", outage.end(), Colour.BOLD);
    }

    private Database database() {
        return Objects.requireNonNull(database, "an outage needs a database");
    }

    private Map<String, String> settings(String host) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Host.SERVICE, service.address().toString());
        if (database != null) {
            Sabotage ofThisHost = host.equals(Sabotage.VICTIM) ? sabotage : Sabotage.NONE;
            settings.putAll(database.settings());
            settings.put(Host.STORE_TIMEOUT, storeTimeout(ofThisHost).toString());
            settings.put(Host.SABOTAGE, ofThisHost.name());
        }
        return settings;
    }

    private Duration storeTimeout(Sabotage ofThisHost) {
        if (ofThisHost == Sabotage.PATIENT) {
            return Scenario.PATIENT_STORE_TIMEOUT;
        }
        return outage == Outage.NONE ? Scenario.LENIENT_STORE_TIMEOUT : Scenario.STORE_TIMEOUT;
    }

    private void accept(Report report) {
        if (report instanceof Report.Request request) {
            requests.add(request);
        } else if (report instanceof Event event) {
            events.add(event);
        }
        narrator.accept(report);
    }

    private long now() {
        return System.currentTimeMillis() - start;
    }

    /** Whatever happened, no host outlives its run, and the database can be closed. */
    @Override
    public void close() {
        hosts.forEach(HostProcess::close);
        if (outageFrom > 0 && outageTo == 0) {
            try {
                endOutage();
            } catch (IOException e) {
                timeline.say("the database is out of order: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        timeline.flush(Long.MAX_VALUE);
    }
}
