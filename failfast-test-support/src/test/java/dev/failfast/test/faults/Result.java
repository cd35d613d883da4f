package dev.failfast.test.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a fault did to the calls.
 *
 * @param fault the fault
 * @param calls that ended after it began, until all was well again
 * @param outages of the store
 * @param lasted how long the fault was there
 * @param obeyed how long after its end an operator's SQL was obeyed
 * @param trips that reached the table
 * @param lockTimeouts statements that gave up waiting for a lock
 */
record Result(
        Fault fault,
        List<Call> calls,
        List<Outages.Outage> outages,
        Duration lasted,
        Duration obeyed,
        long trips,
        long lockTimeouts) {

    /** In the server's log. */
    static final String GAVE_UP_WAITING = "canceling statement due to lock timeout";

    static final String HEADER = """
            | fault | calls | failed or let through | longest wait added, ms | delayed > 5 ms | waited while backing off \
            | outages | operator obeyed after, ms | trips in the table |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private static final Duration DELAYED = Duration.ofMillis(5);
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(750);

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d of %d |%n",
                fault.name(),
                calls.size(),
                wrong().size(),
                longest().toMillis(),
                calls.stream()
                        .filter(call -> call.added().compareTo(DELAYED) > 0)
                        .count(),
                waitedWhileBackingOff(),
                outages.size(),
                obeyed.toMillis(),
                trips,
                Load.FAILING);
    }

    private List<String> wrong() {
        return calls.stream()
                .filter(call -> call.wrong() != null)
                .map(call -> call.service() + " " + Objects.requireNonNull(call.wrong()))
                .toList();
    }

    private Duration longest() {
        return calls.stream().map(Call::added).max(Duration::compareTo).orElseThrow();
    }

    private long waitedWhileBackingOff() {
        return calls.stream()
                .filter(call -> outages.stream().anyMatch(outage -> outage.forbids(call)))
                .count();
    }

    void check() {
        assertThat(wrong()).as("calls that the store did harm to").isEmpty();
        assertThat(longest())
                .isLessThan(Site.TIMEOUT
                        .multipliedBy(2)
                        .plusMillis(fault.pool().connectionTimeoutMillis)
                        .plus(BUSY_MACHINE));
        assertThat(waitedWhileBackingOff()).isLessThanOrEqualTo(backOffs());
        assertThat(lockTimeouts).isLessThanOrEqualTo(locksThatMayBeWaitedFor());
        assertThat(trips).isEqualTo(Load.FAILING);
    }

    private long backOffs() {
        return outages.stream()
                .mapToLong(outage -> 1 + outage.length().dividedBy(SHORTEST_BACK_OFF))
                .sum();
    }

    /** One per second and name. */
    private long locksThatMayBeWaitedFor() {
        return (Load.FAILING + 1) * (2 + lasted.toSeconds());
    }
}
