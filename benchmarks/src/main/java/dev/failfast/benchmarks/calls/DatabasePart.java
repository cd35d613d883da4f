package dev.failfast.benchmarks.calls;

import dev.failfast.Breaker;
import dev.failfast.benchmarks.Jdk;
import dev.failfast.benchmarks.Part;
import dev.failfast.benchmarks.Settings;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.Where;
import dev.failfast.benchmarks.report.BarChart;
import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Report;
import dev.failfast.benchmarks.report.Requirement;
import dev.failfast.benchmarks.report.Table;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.jdbc.JdbcStore;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls that cost one query each, beside the same look-up written by hand. */
public final class DatabasePart implements Part {
    /** H2 is much code for the JIT to compile. */
    private static final Forks.Times IN_MEMORY = new Forks.Times(5, Duration.ofSeconds(1), 5, Duration.ofMillis(400));

    /** A server answers some 15,000 times a second, and the JIT has done with our code after 100,000 calls. */
    private static final Forks.Times ON_SERVERS = new Forks.Times(8, Duration.ofSeconds(1), 5, Duration.ofMillis(400));

    static final List<String> METHODS = List.of("closedByHand", "closed", "rejectedByHand", "rejected");

    private final Map<Where, FreshDatabase> databases = new EnumMap<>(Where.class);

    @Override
    public void run(Settings settings, Report report) throws Exception {
        FreshDatabase postgres = start(Where.POSTGRESQL);
        start(Where.H2_SERVER);
        judgeRoundTrips(postgres, report);

        Forks inMemory = new Forks(settings, report, IN_MEMORY);
        Forks onServers = new Forks(settings, report, ON_SERVERS);
        Rounds rounds = rounds(settings);
        Measurements seen =
                rounds.run(report, cell -> run(cell.what().where() == Where.H2 ? inMemory : onServers, cell));

        Conditions conditions = new Conditions(settings.jdks(), settings.quick() ? List.of(1) : List.of(1, 2, 8), seen);
        report.table("database", table(conditions));
        report.picture("database", bars(conditions));
        judge(report, conditions, Where.POSTGRESQL, Requirement.PER_CALL_POSTGRESQL, 1.10);
        judge(report, conditions, Where.H2, Requirement.PER_CALL_H2, 1.50);
        rounds.complain();
        // Each fork would have failed else.
        report.judge(Requirement.PER_CALL_STATEMENTS, "1, counted by the server for each fork", true);
    }

    private FreshDatabase start(Where server) {
        FreshDatabase database = server.start();
        databases.put(server, database);
        LookUps.breakOpen(database);
        return database;
    }

    private static Rounds rounds(Settings settings) {
        Rounds rounds = new Rounds();
        for (Where where : Where.values()) {
            for (Jdk jdk : settings.jdks()) {
                for (int threads : List.of(1, 2, 8)) {
                    int times = times(where, jdk.equals(settings.jdks().get(0)), threads, settings.quick());
                    METHODS.forEach(method -> rounds.add(new Cell(of(where, method), threads, jdk), times));
                }
            }
        }
        return rounds;
    }

    /** What is compared with a limit is run most often, and not everything everywhere. */
    private static int times(Where where, boolean oldestJdk, int threads, boolean quick) {
        if (quick) {
            return oldestJdk && threads == 1 ? 1 : 0;
        }
        return switch (where) {
            case POSTGRESQL, H2 -> threads == 1 ? 3 : oldestJdk ? 1 : 0;
            case H2_SERVER -> threads == 1 && oldestJdk ? 2 : 0;
        };
    }

    static Case of(Where where, String method) {
        return new Case(
                where + ", " + (method.contains("ByHand") ? "by hand" : "failfast"), LookUps.class, method, where);
    }

    private Measurement run(Forks forks, Cell cell) throws Exception {
        FreshDatabase database =
                cell.what().where() == null ? null : databases.get(cell.what().where());
        if (database == null) {
            return forks.run(cell, Map.of());
        }
        if (cell.what().where() != Where.POSTGRESQL) {
            return forks.run(cell, Where.properties(database));
        }
        TableUse use = new TableUse(database);
        long before = use.lookUps();
        Measurement measurement = forks.run(cell, Where.properties(database));
        long lookUps = use.lookUps() - before - LookUps.READS_BEFORE;
        if (lookUps != measurement.calls()) {
            throw new IllegalStateException(
                    cell + ": " + measurement.calls() + " calls, but PostgreSQL saw " + lookUps);
        }
        return measurement;
    }

    /** Not while it is measured, since counting costs. */
    private static void judgeRoundTrips(FreshDatabase database, Report report) throws IOException {
        FreshDatabase counted = new FreshDatabase(
                database.url() + "?sslmode=disable&gssEncMode=disable&socketFactory=" + CountingSockets.class.getName(),
                database.user(),
                database.password());
        int calls = 10_000;
        try (JdbcStore store = Stores.perCall(counted, 1)) {
            Breaker breaker = Breaker.named("closed").store(store).build();
            breaker.run(() -> {});
            long before = CountingSockets.SENT.get();
            for (int i = 0; i < calls; i++) {
                breaker.run(() -> {});
            }
            long sent = CountingSockets.SENT.get() - before;
            report.judge(
                    Requirement.PER_CALL_ROUND_TRIPS,
                    Numbers.of(sent) + " for " + Numbers.of(calls) + " calls",
                    sent == calls);
        }
    }

    private static Table table(Conditions conditions) {
        Table table = new Table("", "call", "JDK", "threads", "of by hand", "µs", "B");
        for (Where where : Where.values()) {
            for (String method : METHODS) {
                Case what = of(where, method);
                conditions
                        .measured(what)
                        .forEach(cell -> table.row(
                                what.title(),
                                state(method),
                                Integer.toString(cell.jdk().major()),
                                Integer.toString(cell.threads()),
                                conditions.seen().ratioText(cell, byHand(where, method)),
                                conditions
                                        .seen()
                                        .nanos(cell)
                                        .map(nanos -> nanos / 1e3)
                                        .toString(),
                                conditions.seen().bytesText(cell)));
            }
        }
        return table;
    }

    private static String state(String method) {
        return method.startsWith("closed") ? "closed" : "rejected";
    }

    private static Case byHand(Where where, String method) {
        return of(where, state(method) + "ByHand");
    }

    private static String bars(Conditions conditions) {
        BarChart chart = new BarChart("A call that asks the database, one thread", Numbers::nanos);
        Jdk jdk = conditions.jdks().get(0);
        for (Where where : Where.values()) {
            for (String method : METHODS) {
                conditions.each(1, List.of(of(where, method)), cell -> {
                    if (cell.jdk().equals(jdk)) {
                        chart.bar(
                                where + ", " + state(method),
                                method.contains("ByHand") ? "by hand" : "failfast",
                                conditions.seen().nanos(cell));
                    }
                });
            }
        }
        return chart.svg();
    }

    /**
     * With one thread, as with more the pool is what is measured; the worse of the JDKs, and of closed and rejected.
     */
    private static void judge(Report report, Conditions conditions, Where where, Requirement requirement, double limit)
            throws IOException {
        for (String method : List.of("closed", "rejected")) {
            Stream<Cell> ours = conditions.measured(of(where, method)).filter(cell -> cell.threads() == 1);
            conditions.judge(report, requirement, ours, byHand(where, method), limit);
        }
    }
}
