package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Timeline.Colour;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One run of the scenario, with hosts of its own. */
final class FleetRun implements AutoCloseable {
    /** How long news from a host may be on their way to the timeline. */
    private static final long NEWS = 300;

    private static final long TICK = 25;

    /** Something that happens at a time of the scenario, in the launcher. */
    private record Step(long time, Runnable action) {}

    private final SlowService service;
    private final @Nullable Database database;
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

    /** Without a database the hosts do without the library. */
    FleetRun(SlowService service, @Nullable Database database, Sabotage sabotage, Timeline timeline) {
        this.service = service;
        this.database = database;
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
                    slowTo);
        }
    }

    private void play() throws InterruptedException {
        Deque<Step> steps = new ArrayDeque<>(List.of(
                new Step(Scenario.SLOW_FROM, this::turnSlow), //
                new Step(Scenario.SLOW_TO, this::recover)));
        int second = 0;
        for (long now = now(); now < Scenario.END + 2 * NEWS; now = now()) {
            while (!steps.isEmpty() && steps.getFirst().time <= now) {
                steps.removeFirst().action.run();
            }
            while (second < (now - NEWS) / 1000) {
                narrator.strip(++second);
            }
            timeline.flush(now - NEWS);
            Thread.sleep(TICK);
        }
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

    private Map<String, String> settings(String host) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Host.SERVICE, service.address().toString());
        if (database != null) {
            settings.putAll(database.settings());
        }
        if (host.equals(Sabotage.VICTIM)) {
            settings.put(Host.SABOTAGE, sabotage.name());
        }
        return settings;
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

    /** Whatever happened, no host outlives its run. */
    @Override
    public void close() {
        hosts.forEach(HostProcess::close);
        timeline.flush(Long.MAX_VALUE);
    }
}
