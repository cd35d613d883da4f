package dev.failfast.test.faults;

import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.db.testing.FaultyPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A fault in the middle of the load, until all is well again. */
final class FaultRun {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int FAULT_ROUNDS = 32;
    private static final String OPERATORS = "what an operator breaks afterwards";

    private final Site site;
    private final Load load;

    private FaultRun(Site site, Load load) {
        this.site = site;
        this.load = load;
    }

    static Result of(Fault fault, FaultyPostgres server) throws Exception {
        try (Site site = new Site(server, fault.pool(), Site.TIMEOUT);
                Load load = new Load(site)) {
            return new FaultRun(site, load).run(fault);
        }
    }

    private Result run(Fault fault) throws Exception {
        load.start(site);
        long waitsBefore = site.server.logged(Result.GAVE_UP_WAITING);
        long began = System.nanoTime();
        Fault.End end = fault.beginning().on(site);
        try {
            load.beginToFail();
            if (!fault.over()) {
                load.awaitRounds(FAULT_ROUNDS);
            }
        } finally {
            end.end();
        }
        long ended = System.nanoTime();
        Breaker operators = breakAsAnOperator();
        await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(operators::isOpen);
        Duration obeyed = Duration.ofNanos(System.nanoTime() - ended);

        load.awaitTrips();
        await().atMost(LONG).until(() -> tripsInTheTable() == Load.FAILING && !site.outages.isUnderWay());
        load.stop();
        await().atMost(LONG).untilAsserted(this::assertNothingIsLeft);
        return new Result(
                fault,
                load.callsThatEndedAfter(began),
                site.outages.list(),
                Duration.ofNanos(ended - began),
                obeyed,
                tripsInTheTable(),
                site.server.logged(Result.GAVE_UP_WAITING) - waitsBefore);
    }

    /** A server that has just come back may not take it at once. */
    private Breaker breakAsAnOperator() {
        await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> {
            try {
                site.breakByHand(OPERATORS);
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
        return site.breaker(OPERATORS);
    }

    private long tripsInTheTable() throws SQLException {
        return site.rows("SELECT name FROM broken_services WHERE name LIKE '" + Load.FAILING_PREFIX + "%'")
                .size();
    }

    private void assertNothingIsLeft() throws SQLException {
        List<String> waiting = site.backends("wait_event_type = 'Lock'");
        if (!waiting.isEmpty()) {
            throw new AssertionError("backends that wait for a lock: " + waiting);
        }
        List<String> busy = site.backends("state <> 'idle'");
        if (!busy.isEmpty()) {
            throw new AssertionError("backends that are busy though nobody calls: " + busy);
        }
        List<String> all = site.backends("true");
        if (all.isEmpty() || all.size() > site.pool.size) {
            throw new AssertionError("a pool of " + site.pool.size + " has " + all.size() + " backends");
        }
    }
}
