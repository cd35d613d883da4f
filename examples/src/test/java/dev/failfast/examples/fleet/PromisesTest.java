package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Report.Event.Kind;
import dev.failfast.examples.fleet.SlowService.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each promise is kept by a run as it should be, and broken by one number that is not. */
class PromisesTest {
    private static final String HARM = "without the library";
    private static final String WAIT = "p99";
    private static final String TRIP = "exactly one host trips";
    private static final String ROW = "exactly one row";
    private static final String REJECT = "every host rejects";
    private static final String PEACE = "no call reaches the service";
    private static final String PROBE = "exactly one call in the fleet probes";
    private static final String BESIDE = "the service sees no other call";
    private static final String SERVE = "every host has fresh answers";
    private static final String DATABASE = "no call fails because of the database";

    private static final long TRIPPED = 5_000;
    private static final long PROBED = 13_000;
    private static final long HEALED = 13_050;

    // With the library.
    private final List<Report.Request> requests = new ArrayList<>();
    private final List<Event> events = new ArrayList<>(List.of(
            new Event("host-2", TRIPPED, Kind.TRIP, "java.net.http.HttpTimeoutException"),
            new Event("host-3", PROBED, Kind.PROBE, "-"),
            new Event("host-3", HEALED, Kind.HEAL, "-")));
    private final List<Call> calls = new ArrayList<>(List.of(
            new Call(2_900, 2_940),
            new Call(3_010, Call.NEVER),
            new Call(PROBED + 5, PROBED + 45),
            new Call(HEALED + 10, HEALED + 50)));
    private final Set<Operator.Row> rows =
            new HashSet<>(Set.of(new Operator.Row("13:00", "05:00", 1), new Operator.Row("13:30", "05:00", 1)));

    private Run.@Nullable Window outage;

    // Without it.
    private List<Report.Request> unguarded = new ArrayList<>();

    PromisesTest() {
        for (String host : Scenario.HOSTS) {
            requests.add(new Report.Request(host, 3_010, 2_000, Outcome.LATE));
            for (long time = 5_020; time < PROBED; time += 25) {
                requests.add(new Report.Request(host, time, 3, Outcome.CACHED));
            }
            requests.add(new Report.Request(host, HEALED + 10, 45, Outcome.FRESH));

            for (long time = 3_010; time < 10_000; time += 25) {
                unguarded.add(new Report.Request(host, time, 3_000, Outcome.LOST));
            }
            unguarded.add(new Report.Request(host, 3_010, 2_000, Outcome.LATE));
            unguarded.add(new Report.Request(host, 5_010, 2_000, Outcome.LATE));
        }
    }

    @Test
    void all_are_kept_by_a_run_as_it_should_be() {
        assertThat(check()).hasSize(10).allMatch(Promise::kept);
    }

    @Test
    void a_service_that_harms_nobody_proves_nothing() {
        unguarded = requests;

        assertThat(broken()).containsExactly(HARM);
    }

    @Test
    void a_host_that_waits_cannot_hide_behind_the_others() {
        replaceCached("host-2", 2_001);

        assertThat(broken()).contains(WAIT);
    }

    @Test
    void requests_of_before_the_trip_may_wait() {
        for (int i = 0; i < 100; i++) {
            requests.add(new Report.Request("host-1", 3_100, 2_100, Outcome.CACHED));
        }

        assertThat(broken()).isEmpty();
    }

    @Test
    void nobody_tripped() {
        events.removeIf(event -> event.kind() == Kind.TRIP);

        assertThat(broken()).containsExactly(WAIT, TRIP, PEACE, BESIDE);
    }

    @Test
    void two_tripped() {
        events.add(new Event("host-1", TRIPPED + 10, Kind.TRIP, "-"));

        assertThat(broken()).containsExactly(TRIP);
    }

    @Test
    void a_second_row_appeared() {
        rows.add(new Operator.Row("14:00", "06:00", 1));

        assertThat(broken()).containsExactly(ROW);
    }

    @Test
    void a_row_was_tripped_again() {
        rows.add(new Operator.Row("21:00", "05:00", 2));

        assertThat(broken()).containsExactly(ROW);
    }

    @Test
    void no_row_appeared() {
        rows.clear();

        assertThat(broken()).containsExactly(ROW);
    }

    @Test
    void a_host_rejected_nothing() {
        requests.removeIf(request -> request.host().equals("host-3") && request.outcome() == Outcome.CACHED);

        assertThat(broken()).contains(REJECT);
    }

    @Test
    void a_host_rejected_too_late() {
        requests.removeIf(request -> request.host().equals("host-3")
                && request.outcome() == Outcome.CACHED
                && request.ended() <= TRIPPED + Scenario.GRACE);

        assertThat(broken()).containsExactly(REJECT);
    }

    @Test
    void a_call_reached_the_service_while_it_should_have_been_left_in_peace() {
        calls.add(2, new Call(9_000, Call.NEVER));

        assertThat(broken()).contains(PEACE);
    }

    @Test
    void two_probed() {
        events.add(new Event("host-1", PROBED, Kind.PROBE, "-"));

        assertThat(broken()).containsExactly(PROBE);
    }

    @Test
    void nobody_probed() {
        events.removeIf(event -> event.kind() == Kind.PROBE);
        calls.removeIf(call -> call.arrived() > TRIPPED);

        assertThat(broken()).containsExactly(PROBE, BESIDE);
    }

    @Test
    void somebody_called_beside_the_probe() {
        calls.add(3, new Call(PROBED + 20, PROBED + 60));

        assertThat(broken()).containsExactly(BESIDE);
    }

    @Test
    void nobody_healed() {
        events.removeIf(event -> event.kind() == Kind.HEAL);

        assertThat(broken()).containsExactly(SERVE);
    }

    @Test
    void a_host_serves_no_more() {
        requests.removeIf(request -> request.host().equals("host-1") && request.outcome() == Outcome.FRESH);

        assertThat(broken()).containsExactly(SERVE);
    }

    @Test
    void a_call_failed() {
        requests.add(new Report.Request("host-1", 1_000, 1, Outcome.FAILED));

        assertThat(broken()).containsExactly(DATABASE);
    }

    @Test
    void an_outage_of_the_database_brings_promises_of_its_own() {
        outage = new Run.Window(9_000, 14_000);

        assertThat(check())
                .extracting(Promise::text)
                .noneMatch(text -> text.contains(PROBE) || text.contains(BESIDE))
                .anyMatch(text -> text.contains(DATABASE))
                .hasSize(16);
    }

    @Test
    void a_run_in_which_nothing_happened_keeps_nothing() {
        Run nothing = new Run(List.of(), List.of(), List.of(), Set.of(), 3_000, 10_000, null);

        assertThat(Promises.check(nothing, nothing))
                .filteredOn(Promise::kept)
                .extracting(Promise::text)
                .containsExactly(DATABASE);
    }

    private void replaceCached(String host, long waited) {
        requests.replaceAll(request -> request.host().equals(host) && request.outcome() == Outcome.CACHED
                ? new Report.Request(host, request.arrived(), waited, Outcome.LATE)
                : request);
    }

    private List<Promise> check() {
        Run without = new Run(unguarded, List.of(), List.of(), Set.of(), 3_000, 10_000, null);
        Run with = new Run(requests, events, calls, rows, 3_000, 10_000, outage);
        return Promises.check(without, with);
    }

    /** How the broken ones begin. */
    private List<String> broken() {
        return broken(check(), List.of(HARM, WAIT, TRIP, ROW, REJECT, PEACE, PROBE, BESIDE, SERVE, DATABASE));
    }

    static List<String> broken(List<Promise> promises, List<String> names) {
        return promises.stream()
                .filter(promise -> !promise.kept())
                .map(promise -> names.stream()
                        .filter(name -> promise.text().contains(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }
}
