package dev.failfast.benchmarks.growth;

import dev.failfast.Breaker;
import dev.failfast.benchmarks.Part;
import dev.failfast.benchmarks.Settings;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.report.Growth;
import dev.failfast.benchmarks.report.LineChart;
import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Report;
import dev.failfast.benchmarks.report.Spread;
import dev.failfast.benchmarks.report.Table;
import dev.failfast.jdbc.JdbcStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** More and more rows that services left behind which nobody calls any more, and what it takes to be rid of them. */
public final class RowsPart implements Part {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int LISTS = 7;

    private final Table table = new Table(
            "rows",
            "µs per call, one query each",
            "list, ms",
            "a cached call, ns",
            "refresh of the cache, server's ms",
            "heap of the cache, KiB",
            "cleanup.sql, ms",
            "list after it, ms",
            "and after VACUUM, ms");
    private final LineChart chart = new LineChart("What rows left behind cost", "rows", Numbers::nanos);
    private final Growth read = new Growth("time of a call with one query", "rows left behind");
    private final Growth list = new Growth("time to list all rows", "rows left behind");
    private final Growth cached = new Growth("time of a cached call", "rows left behind");
    private final Growth heap = new Growth("heap of the cache", "rows left behind");
    private final Growth cleanup = new Growth("time of cleanup.sql", "rows left behind");

    @Override
    public void run(Settings settings, Report report) throws Exception {
        Path ops = settings.module().resolveSibling("db/ops/cleanup.sql");
        String cleanupSql = Files.readString(ops);
        List<Integer> counts = settings.quick() ? List.of(0, 1_000) : List.of(0, 100, 1_000, 10_000, 100_000);
        Duration duration = settings.quick() ? Duration.ofMillis(500) : Duration.ofSeconds(2);
        try (Server server = Server.freshDatabase()) {
            for (int rows : counts) {
                fill(server, rows);
                measure(server, rows, duration, cleanupSql, report);
            }
        }
        report.table("rows", table);
        report.picture("rows", chart.svg());
        report.growth(List.of(read, list, cached, heap, cleanup));
        Stores.refuseOutages();
    }

    private static void fill(Server server, int rows) throws Exception {
        server.run("TRUNCATE broken_services");
        server.run("INSERT INTO broken_services (name, until, since, trips, tripped_by, reason)"
                + " SELECT 'service of customer ' || i, now() - interval '40 days', now() - interval '41 days', 1,"
                + " 'host-17.example.com 4711', 'java.net.http.HttpTimeoutException'"
                + " FROM generate_series(1, " + rows + ") i");
        server.run("VACUUM ANALYZE broken_services");
    }

    private void measure(Server server, int rows, Duration duration, String cleanupSql, Report report)
            throws Exception {
        Spread cachedCall;
        long bytes;
        double refresh;
        long before = Timing.usedHeap();
        try (JdbcStore store = Stores.cached(server.database(), INTERVAL, 1)) {
            Breaker breaker = Breaker.named("sales_api").store(store).build();
            // The first snapshot is there, and one more.
            Timing.perCall(INTERVAL.multipliedBy(2), index -> breaker.get(() -> breaker));
            bytes = Math.max(0, Timing.usedHeap() - before);
            server.forgetStatements();
            cachedCall = Timing.perCall(duration, index -> breaker.get(() -> breaker));
            refresh = server.meanMillis("SELECT");
        }
        Spread call;
        Spread listed;
        Spread cleaned;
        Spread afterCleanup;
        Spread afterVacuum;
        try (JdbcStore store = Stores.perCall(server.database(), 1)) {
            Breaker breaker = Breaker.named("sales_api").store(store).build();
            call = Timing.perCall(duration, index -> breaker.get(() -> breaker));
            listed = Timing.each(LISTS, index -> expect(rows, store.list()));
            cleaned = Timing.each(1, index -> {
                server.run(cleanupSql);
                return cleanupSql;
            });
            afterCleanup = Timing.each(LISTS, index -> expect(0, store.list()));
            server.run("VACUUM broken_services");
            afterVacuum = Timing.each(LISTS, index -> expect(0, store.list()));
        }
        report.say(
                "%,d rows: %s per call, %s for all",
                rows, Numbers.nanos(call.median()), Numbers.nanos(listed.median()));
        report.raw("rows", rows, call, listed, cachedCall, refresh, bytes, cleaned, afterCleanup, afterVacuum);
        table.row(
                Numbers.of(rows),
                call.map(nanos -> nanos / 1e3).toString(),
                millis(listed),
                cachedCall.toString(),
                Numbers.of(refresh),
                Numbers.of(bytes / 1024),
                Numbers.of(cleaned.median() / 1e6),
                millis(afterCleanup),
                millis(afterVacuum));
        chart.point("call with one query", rows, call);
        chart.point("list of all", rows, listed);
        chart.point("cached call", rows, cachedCall);
        chart.point("cleanup.sql", rows, cleaned);
        read.point(rows, call);
        list.point(rows, listed);
        cached.point(rows, cachedCall);
        heap.point(rows, Spread.of((double) bytes));
        cleanup.point(rows, cleaned);
    }

    private static List<Breaker.Status> expect(int rows, List<Breaker.Status> listed) {
        if (listed.size() != rows) {
            throw new IllegalStateException("there should be " + rows + " rows, were " + listed.size());
        }
        return listed;
    }

    private static String millis(Spread nanos) {
        return nanos.map(value -> value / 1e6).toString();
    }
}
