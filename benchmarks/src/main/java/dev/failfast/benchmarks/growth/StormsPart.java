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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** More and more calls that fail at once, on more and more hosts with one query per call. */
public final class StormsPart implements Part {
    private static final String SERVICE = "sales_api";

    private record Size(int hosts, int threads) {}

    private final Table table = new Table(
            "hosts",
            "calls that fail at once",
            "INSERTs",
            "rows",
            "sessions that wait for a lock, at most",
            "dead rows",
            "deadlocks",
            "until the caller has its exception, p50 / p99 / max");
    private final LineChart chart = new LineChart("Calls that fail at once", "calls", Numbers::of);
    private final Growth time = new Growth("time until all callers have their exception, 1 host", "calls at once");
    private final Growth hostTime = new Growth("time until 1,000 callers have their exception", "hosts");
    private final Growth writes = new Growth("INSERTs of 1,000 calls", "hosts");
    private final Growth waits = new Growth("sessions that wait for a lock, of 1,000 calls", "hosts");
    private final Growth dead = new Growth("dead rows of 1,000 calls", "hosts");

    @Override
    public void run(Settings settings, Report report) throws Exception {
        List<Size> sizes = settings.quick()
                ? List.of(new Size(1, 50), new Size(5, 50))
                : List.of(
                        new Size(1, 1),
                        new Size(1, 10),
                        new Size(1, 100),
                        new Size(1, 1_000),
                        new Size(5, 1_000),
                        new Size(10, 1_000),
                        new Size(25, 1_000),
                        new Size(50, 1_000));
        for (Size size : sizes) {
            ExecutorService executor = Executors.newFixedThreadPool(size.threads());
            try (Server server = Server.freshDatabase();
                    Fleet fleet = new Fleet(size.hosts(), SERVICE, () -> Stores.perCall(server.database(), 2))) {
                measure(size, server, fleet, executor, settings.quick() ? 1 : 7, report);
            } finally {
                executor.shutdownNow();
            }
        }
        report.table("storms", table);
        report.picture("storms", chart.svg());
        report.growth(List.of(time, hostTime, writes, waits, dead));
        Stores.refuseOutages();
    }

    private void measure(Size size, Server server, Fleet fleet, ExecutorService executor, int times, Report report)
            throws Exception {
        List<Double> inserts = new ArrayList<>();
        List<Double> waiting = new ArrayList<>();
        List<Double> deadRows = new ArrayList<>();
        List<Double> slowest = new ArrayList<>();
        Latencies latencies = new Latencies();
        new Storm(size.threads()).run(fleet, size.threads(), executor); // warm-up
        for (int i = 0; i < times; i++) {
            server.run("TRUNCATE broken_services");
            server.forgetStatements();
            try (LockWatch watch = new LockWatch(server)) {
                Latencies storm = new Storm(size.threads()).run(fleet, size.threads(), executor);
                waiting.add((double) watch.most());
                latencies.addAll(storm);
                slowest.add(storm.max());
            }
            inserts.add((double) server.statements("INSERT"));
            deadRows.add((double) server.deadRows());
            if (server.number("SELECT count(*) FROM broken_services") != 1) {
                throw new IllegalStateException("one service is broken, so there should be one row");
            }
        }
        long deadlocks = server.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
        Spread insert = Spread.of(inserts);
        Spread wait = Spread.of(waiting);
        Spread last = Spread.of(slowest);
        report.say("%d hosts, %d calls: %.0f INSERTs, %s", size.hosts(), size.threads(), insert.max(), latencies);
        report.raw("storm", size.hosts(), size.threads(), inserts, waiting, deadRows, deadlocks, latencies);
        report.judge(
                Requirement.STORM_WRITES,
                Numbers.of(insert.max()) + " of " + size.hosts() + " processes, " + Numbers.of(size.threads())
                        + " calls",
                insert.max() <= size.hosts());
        table.row(
                Numbers.of(size.hosts()),
                Numbers.of(size.threads()),
                insert.toString(),
                "1",
                wait.toString(),
                Spread.of(deadRows).toString(),
                Numbers.of(deadlocks),
                latencies.toString());
        if (size.hosts() == 1) {
            chart.point("ms until all have their exception, 1 host", size.threads(), last.map(nanos -> nanos / 1e6));
            chart.point("INSERTs, 1 host", size.threads(), insert);
            time.point(size.threads(), last);
        }
        if (size.threads() == 1_000) {
            hostTime.point(size.hosts(), last);
            writes.point(size.hosts(), insert);
            waits.point(size.hosts(), wait);
            dead.point(size.hosts(), Spread.of(deadRows));
        }
    }
}
