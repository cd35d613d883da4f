package dev.failfast.benchmarks.growth;

import dev.failfast.Breaker;
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
import dev.failfast.jdbc.JdbcStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** One process with more and more breakers, all of which are called, one after the other. */
public final class BreakersPart implements Part {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Below this, what else happens on the heap is more than the breakers. */
    private static final int MANY = 1_000;

    private final Table table = new Table(
            "breakers",
            "queries per interval, cached",
            "ns per call, cached",
            "µs per call, one query each",
            "B per breaker");
    private final LineChart chart =
            new LineChart("Time per call, by breakers in the process", "breakers", Numbers::nanos);
    private final Growth cachedTime = new Growth("time of a cached call", "breakers in a process");
    private final Growth perCallTime = new Growth("time of a call with one query", "breakers in a process");
    private final Growth queries = new Growth("queries of a cached process", "breakers in a process");
    private final Growth memory = new Growth("heap, all breakers together", "breakers in a process");

    @Override
    public void run(Settings settings, Report report) throws Exception {
        try (Server server = Server.freshDatabase()) {
            List<Integer> counts = settings.quick() ? List.of(1, 1_000) : List.of(1, 10, 100, 1_000, 10_000);
            Duration duration = settings.quick() ? INTERVAL.multipliedBy(3) : Duration.ofMillis(4_500);
            for (int count : counts) {
                measure(count, server, report, duration);
            }
        }
        report.table("breakers", table);
        report.picture("breakers", chart.svg());
        report.growth(List.of(cachedTime, perCallTime, queries, memory));
        Stores.refuseOutages();
    }

    private void measure(int count, Server server, Report report, Duration duration) throws Exception {
        Spread cached;
        double perInterval;
        long bytes;
        try (JdbcStore store = Stores.cached(server.database(), INTERVAL, 1)) {
            long before = Timing.usedHeap();
            Breaker[] breakers = breakers(count, store);
            call(breakers, breakers.length);
            bytes = Math.max(0, Timing.usedHeap() - before);
            // The first snapshot is there: until then reads go to the store.
            Timing.perCall(INTERVAL.multipliedBy(2), index -> call(breakers, index));
            server.forgetStatements();
            long start = System.nanoTime();
            cached = Timing.perCall(duration, index -> call(breakers, index));
            double intervals = (double) (System.nanoTime() - start) / INTERVAL.toNanos();
            long queried = server.statements("SELECT");
            perInterval = queried / intervals;
            // One more, as the first may come at once.
            report.judge(
                    Requirement.CACHED_QUERIES,
                    queried + " queries in " + Numbers.of(Math.round(intervals * 10) / 10.0) + " intervals, "
                            + Numbers.of(count) + " breakers",
                    queried <= intervals + 1);
        }
        Spread perCall;
        try (JdbcStore store = Stores.perCall(server.database(), 1)) {
            Breaker[] breakers = breakers(count, store);
            perCall = Timing.perCall(duration.dividedBy(2), index -> call(breakers, index));
        }
        report.say(
                "%,d breakers: %s cached, %s with a query",
                count, Numbers.nanos(cached.median()), Numbers.nanos(perCall.median()));
        report.raw("breakers", count, cached, perInterval, perCall, bytes);
        table.row(
                Numbers.of(count),
                Numbers.ratio(perInterval),
                cached.toString(),
                perCall.map(nanos -> nanos / 1e3).toString(),
                count < MANY ? "" : Numbers.of(bytes / count));
        chart.point("cached", count, cached);
        chart.point("one query per call", count, perCall);
        cachedTime.point(count, cached);
        perCallTime.point(count, perCall);
        queries.point(count, Spread.of(perInterval));
        if (count >= MANY) {
            memory.point(count, Spread.of((double) bytes));
        }
    }

    private static Breaker[] breakers(int count, JdbcStore store) {
        return IntStream.range(0, count)
                .mapToObj(i -> Breaker.named("service " + i).store(store).build())
                .toArray(Breaker[]::new);
    }

    private static Object call(Breaker[] breakers, int index) {
        Breaker breaker = breakers[Math.floorMod(index, breakers.length)];
        return breaker.get(() -> breaker);
    }
}
