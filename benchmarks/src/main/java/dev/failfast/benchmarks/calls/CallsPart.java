package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Jdk;
import dev.failfast.benchmarks.Part;
import dev.failfast.benchmarks.Settings;
import dev.failfast.benchmarks.Where;
import dev.failfast.benchmarks.report.BarChart;
import dev.failfast.benchmarks.report.LineChart;
import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Report;
import dev.failfast.benchmarks.report.Requirement;
import dev.failfast.benchmarks.report.Table;
import dev.failfast.db.testing.FreshDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Calls that ask no database, beside those of Resilience4j and Failsafe. */
public final class CallsPart implements Part {
    private static final Forks.Times TIMES = new Forks.Times(2, Duration.ofMillis(300), 5, Duration.ofMillis(250));

    private static final Case NOTHING = new Case("nothing at all", Unguarded.class, "nothing");
    private static final Case DIRECT = new Case("direct call", Unguarded.class, "direct");
    private static final Case CLOSED_IN_PROCESS = new Case("failfast, in the process", InProcess.class, "closed");
    private static final Case CLOSED_CACHED = new Case("failfast, cached", Cached.class, "closed");
    private static final Case CLOSED_RESILIENCE4J = new Case("Resilience4j", Resilience4j.class, "closed");
    private static final Case CLOSED_FAILSAFE = new Case("Failsafe", Failsafe.class, "closed");
    private static final Case REJECTED_IN_PROCESS = new Case("failfast, in the process", InProcess.class, "rejected");
    private static final Case REJECTED_CACHED = new Case("failfast, cached", Cached.class, "rejected");
    private static final Case REJECTED_RESILIENCE4J =
            new Case("Resilience4j, no stack trace", Resilience4j.class, "rejected");
    private static final Case REJECTED_WITH_STACK_TRACE =
            new Case("Resilience4j, as it comes", Resilience4j.class, "rejectedWithStackTrace");
    private static final Case REJECTED_FAILSAFE = new Case("Failsafe", Failsafe.class, "rejected");

    private static final List<Case> CLOSED =
            List.of(NOTHING, DIRECT, CLOSED_IN_PROCESS, CLOSED_CACHED, CLOSED_RESILIENCE4J, CLOSED_FAILSAFE);
    private static final List<Case> LINES =
            List.of(CLOSED_IN_PROCESS, CLOSED_CACHED, CLOSED_RESILIENCE4J, CLOSED_FAILSAFE);
    private static final List<Case> REJECTED = List.of(
            REJECTED_IN_PROCESS, REJECTED_CACHED, REJECTED_RESILIENCE4J, REJECTED_WITH_STACK_TRACE, REJECTED_FAILSAFE);
    static final List<Case> FORMS = Stream.of(
                    "call", "callChecked", "run", "acquire", "acquireRejected", "tryAcquireRejected")
            .map(method -> new Case(method, Forms.class, method))
            .toList();

    @Override
    public void run(Settings settings, Report report) throws Exception {
        FreshDatabase database = Where.POSTGRESQL.start();
        LookUps.breakOpen(database);
        Map<String, String> properties = Where.properties(database);
        Forks forks = new Forks(settings, report, TIMES);
        Jdk first = settings.jdks().get(0);
        List<Integer> threads = settings.quick() ? List.of(1) : List.of(1, 2, 8);

        Rounds rounds = new Rounds();
        for (Jdk jdk : settings.jdks()) {
            for (int count : threads) {
                for (Case what : settings.quick() && !jdk.equals(first) ? CLOSED : all()) {
                    rounds.add(new Cell(what, count, jdk), settings.quick() ? 1 : 3);
                }
            }
        }
        FORMS.forEach(form -> rounds.add(new Cell(form, 1, first), settings.quick() ? 1 : 2));
        Measurements seen = rounds.run(report, cell -> forks.run(cell, properties));

        Conditions conditions = new Conditions(settings.jdks(), threads, seen);
        report.table("closed calls", conditions.table(CLOSED, CLOSED_RESILIENCE4J));
        report.table("rejected calls", conditions.table(REJECTED, REJECTED_RESILIENCE4J));
        report.table("forms of a call", forms(conditions));
        report.picture("closed", bars("A closed call, one thread", CLOSED, conditions));
        report.picture("rejected", bars("A rejected call, one thread", REJECTED, conditions));
        report.picture("threads", lines(conditions));
        judge(report, conditions);
        rounds.complain();
    }

    /** What both JDKs and all numbers of threads are measured with. */
    static List<Case> all() {
        return Stream.concat(CLOSED.stream(), REJECTED.stream()).toList();
    }

    private static Table forms(Conditions conditions) {
        Table table = new Table("form, on " + conditions.jdks().get(0), "ns", "B");
        conditions.each(
                1,
                FORMS,
                cell -> table.row(
                        "`" + cell.what().title() + "`",
                        conditions.seen().nanos(cell).toString(),
                        conditions.seen().bytesText(cell)));
        return table;
    }

    private static String bars(String title, List<Case> cases, Conditions conditions) {
        BarChart chart = new BarChart(title, Numbers::nanos);
        conditions.each(
                1,
                cases,
                cell -> chart.bar(
                        cell.what().title(),
                        cell.jdk().toString(),
                        conditions.seen().nanos(cell)));
        return chart.svg();
    }

    private static String lines(Conditions conditions) {
        LineChart chart = new LineChart(
                "Time per call and thread, as threads share a breaker", "threads, on all cores", Numbers::nanos);
        Jdk jdk = conditions.jdks().get(0);
        for (int threads : conditions.threads()) {
            conditions.each(threads, LINES, cell -> {
                if (cell.jdk().equals(jdk)) {
                    chart.point(cell.what().title(), threads, conditions.seen().nanos(cell));
                }
            });
        }
        return chart.svg();
    }

    private static void judge(Report report, Conditions conditions) throws IOException {
        ratio(report, conditions, Requirement.CLOSED_IN_PROCESS, CLOSED_IN_PROCESS, CLOSED_RESILIENCE4J);
        ratio(report, conditions, Requirement.CLOSED_CACHED, CLOSED_CACHED, CLOSED_RESILIENCE4J);
        ratio(report, conditions, Requirement.REJECTED_IN_PROCESS, REJECTED_IN_PROCESS, REJECTED_RESILIENCE4J);
        ratio(report, conditions, Requirement.REJECTED_CACHED, REJECTED_CACHED, REJECTED_RESILIENCE4J);
        bytes(report, conditions, Requirement.CLOSED_IN_PROCESS_BYTES, CLOSED_IN_PROCESS);
        bytes(report, conditions, Requirement.CLOSED_CACHED_BYTES, CLOSED_CACHED);
    }

    /** The worst of all conditions counts. */
    private static void ratio(Report report, Conditions conditions, Requirement requirement, Case ours, Case theirs)
            throws IOException {
        conditions.judge(report, requirement, conditions.measured(ours), theirs, 0.40);
    }

    private static void bytes(Report report, Conditions conditions, Requirement requirement, Case ours)
            throws IOException {
        OptionalDouble most =
                conditions.measured(ours).mapToDouble(conditions.seen()::bytes).max();
        if (most.isPresent()) {
            report.judge(
                    requirement, Numbers.of(most.getAsDouble()) + " B", most.getAsDouble() < Measurements.NO_BYTES);
        }
    }
}
