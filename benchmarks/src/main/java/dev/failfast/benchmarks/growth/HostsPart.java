package dev.failfast.benchmarks.growth;

import dev.failfast.benchmarks.Part;
import dev.failfast.benchmarks.Settings;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.report.Growth;
import dev.failfast.benchmarks.report.LineChart;
import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Report;
import dev.failfast.benchmarks.report.Requirement;
import dev.failfast.benchmarks.report.Spread;
import dev.failfast.benchmarks.report.Table;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** More and more hosts that cache, on one PostgreSQL: what they cost it, and how soon they obey. */
public final class HostsPart implements Part {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(50);
    private static final String SERVICE = "sales_api";

    private final Random random = new Random(42);
    private final Latencies allTrips = new Latencies();

    private final Table table = new Table(
            "hosts",
            "queries per second",
            "server's CPU, of one core",
            "CPU per query, µs",
            "a trip is obeyed, p50 / p99 / max",
            "an operator's DELETE is obeyed, p50 / p99 / max");
    private final LineChart load =
            new LineChart("What cached hosts cost one PostgreSQL, read once per second", "hosts", Numbers::of);
    private final LineChart time =
            new LineChart("Time until hosts obey, read once per second", "hosts", Numbers::nanos);
    private final Growth queries = new Growth("queries per second", "cached hosts");
    private final Growth cpu = new Growth("CPU of the server", "cached hosts");
    private final Growth trip = new Growth("p99 of the time until hosts obey a trip", "cached hosts");

    @Override
    public void run(Settings settings, Report report) throws Exception {
        List<Integer> sizes = settings.quick() ? List.of(1, 20) : List.of(1, 10, 50, 100, 200, 500);
        for (int size : sizes) {
            try (Server server = Server.freshDatabase();
                    Fleet fleet = new Fleet(size, SERVICE, () -> Stores.cached(server.database(), INTERVAL, 1))) {
                measure(fleet, server, settings, report);
            }
        }
        report.table("hosts", table);
        report.picture("hosts-load", load.svg());
        report.picture("hosts-time", time.svg());
        report.growth(List.of(queries, cpu, trip));
        double p99 = allTrips.percentile(99);
        report.judge(
                Requirement.CACHED_TRIP,
                Numbers.nanos(p99) + " with " + Numbers.nanos((double) INTERVAL.toNanos()) + " intervals, up to "
                        + Numbers.of(sizes.get(sizes.size() - 1)) + " hosts",
                p99 <= INTERVAL.plus(SLACK).toNanos());
        Stores.refuseOutages();
    }

    private void measure(Fleet fleet, Server server, Settings settings, Report report) throws Exception {
        // All have connected and read the table.
        fleet.callFor(INTERVAL.multipliedBy(2));
        server.forgetStatements();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        fleet.callFor(settings.quick() ? INTERVAL : INTERVAL.multipliedBy(5));
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = server.cpuSeconds() - cpuBefore;
        long queried = server.statements("SELECT");

        Latencies trips = new Latencies();
        Latencies heals = new Latencies();
        for (int i = 0; i < (settings.quick() ? 1 : 6); i++) {
            // Not in step with the intervals, which began when all obeyed the last time.
            fleet.callFor(randomPart());
            trips.addAll(trip(fleet));
            fleet.callFor(randomPart());
            long asked = System.nanoTime();
            server.run("DELETE FROM broken_services WHERE name = '" + SERVICE + "'");
            heals.addAll(fleet.awaitAll(false, asked));
        }
        if (fleet.size() > 1) {
            allTrips.addAll(trips);
        }
        report.say("%d hosts: %.0f queries/s, %s until a trip is obeyed", fleet.size(), queried / seconds, trips);
        report.raw("hosts", fleet.size(), queried / seconds, cpuSeconds / seconds, trips, heals);
        write(fleet.size(), queried, seconds, cpuSeconds, trips, heals);
    }

    private Duration randomPart() {
        return Duration.ofNanos(random.nextLong(INTERVAL.toNanos()));
    }

    /** One host's call fails; from that moment on until the others obey. */
    private Latencies trip(Fleet fleet) {
        int first = random.nextInt(fleet.size());
        long failed = System.nanoTime();
        try {
            fleet.host(first).run(() -> {
                throw new IllegalStateException("the service fails");
            });
        } catch (IllegalStateException e) {
            return fleet.awaitOthers(first, true, failed);
        }
        throw new IllegalStateException("the call did not fail");
    }

    private void write(int hosts, long queried, double seconds, double cpuSeconds, Latencies trips, Latencies heals) {
        double perSecond = queried / seconds;
        double ofOneCore = 100 * cpuSeconds / seconds;
        table.row(
                Numbers.of(hosts),
                Numbers.of(Math.round(perSecond * 10) / 10.0),
                Numbers.of(Math.round(ofOneCore * 100) / 100.0) + " %",
                queried == 0 ? "" : Numbers.of(Math.round(1e6 * cpuSeconds / queried)),
                trips.toString(),
                heals.toString());
        load.point("queries per second", hosts, Spread.of(perSecond));
        load.point("CPU, per cent of one core", hosts, Spread.of(ofOneCore));
        for (double percent : new double[] {50, 99}) {
            time.point("operator, p" + Math.round(percent), hosts, Spread.of(heals.percentile(percent)));
            if (hosts > 1) { // the one that trips knows at once
                time.point("trip, p" + Math.round(percent), hosts, Spread.of(trips.percentile(percent)));
            }
        }
        queries.point(hosts, Spread.of(perSecond));
        cpu.point(hosts, Spread.of(ofOneCore));
        if (hosts > 1) {
            trip.point(hosts, Spread.of(trips.percentile(99)));
        }
    }
}
