package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Report.Event.Kind;
import dev.failfast.examples.fleet.SlowService.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each promise is kept by a run as it should be, and broken by one number that is not. */
class OutagePromisesTest {
    private static final String WAIT = "no call waits longer";
    private static final String ANSWERS = "as much as before";
    private static final String NOTICED = "every host notices once";
    private static final String STAYS = "the service stays broken";
    private static final String PROBES = "one call of each host probes";
    private static final String BESIDE = "no further call reaches the service";
    private static final String BACK = "every host asks it again";
    private static final String ONE_PROBE = "only one call in the whole fleet";

    private static final Run.Window OUTAGE = new Run.Window(9_000, 14_000);
    private static final long BREAK_ENDS = 13_000;
    private static final long HEALED = 13_050;
    private static final long BACK_AT = 15_500;

    private final List<Report.Request> requests = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>(List.of(new Call(3_010, Call.NEVER)));

    OutagePromisesTest() {
        for (String host : Scenario.HOSTS) {
            ask(host, 0, 3_000, Outcome.FRESH);
            ask(host, 5_020, BREAK_ENDS, Outcome.CACHED);
            requests.add(new Report.Request(host, OUTAGE.from(), 300, 260, Outcome.CACHED));
            ask(host, HEALED, 18_000, Outcome.FRESH);

            events.add(new Event(host, OUTAGE.from() + 260, Kind.OUTAGE, "-"));
            events.add(new Event(host, BREAK_ENDS, Kind.PROBE, "-"));
            calls.add(new Call(BREAK_ENDS + 5, BREAK_ENDS + 45));
            events.add(new Event(host, HEALED, Kind.HEAL, "-"));
            calls.add(new Call(HEALED + 5, HEALED + 45));
            events.add(new Event(host, BACK_AT, Kind.RECOVERY, "-"));
        }
        events.add(new Event("host-2", BACK_AT + 10, Kind.PROBE, "-"));
        events.add(new Event("host-2", BACK_AT + 60, Kind.HEAL, "-"));
    }

    @Test
    void all_are_kept_by_a_run_as_it_should_be() {
        assertThat(check()).hasSize(8).allMatch(Promise::kept);
    }

    @Test
    void a_run_in_which_nothing_happened_keeps_nothing() {
        requests.clear();
        events.clear();
        calls.clear();

        assertThat(check()).noneMatch(Promise::kept);
    }

    @Test
    void one_call_waited_for_the_database() {
        requests.add(new Report.Request("host-2", 13_100, 800, 751, Outcome.FRESH));

        assertThat(broken()).containsExactly(WAIT);
    }

    @Test
    void what_was_waited_before_is_not_of_the_outage() {
        requests.add(new Report.Request("host-2", 100, 800, 751, Outcome.FRESH));

        assertThat(broken()).isEmpty();
    }

    @Test
    void a_host_that_answers_less_cannot_hide_behind_the_others() {
        requests.removeIf(request ->
                request.host().equals("host-3") && request.arrived() >= 10_000 && request.arrived() < 10_600);

        assertThat(broken()).containsExactly(ANSWERS);
    }

    @Test
    void a_host_noticed_nothing() {
        events.removeIf(event -> event.host().equals("host-1") && event.kind() == Kind.OUTAGE);

        assertThat(broken()).containsExactly(NOTICED);
    }

    @Test
    void another_outage_before_is_not_of_this_one() {
        events.add(new Event("host-1", 8_000, Kind.OUTAGE, "-"));
        events.add(new Event("host-1", 8_999, Kind.RECOVERY, "-"));

        assertThat(broken()).isEmpty();
    }

    @Test
    void a_host_noticed_two_outages() {
        events.add(new Event("host-1", 13_000, Kind.OUTAGE, "-"));

        assertThat(broken()).containsExactly(NOTICED);
    }

    @Test
    void a_host_noticed_its_end_too_early() {
        events.add(new Event("host-1", 13_999, Kind.RECOVERY, "-"));

        assertThat(broken()).containsExactly(NOTICED);
    }

    @Test
    void the_service_was_called_before_its_time_was_over() {
        calls.add(1, new Call(10_100, 10_140));

        assertThat(broken()).containsExactly(STAYS);
    }

    @Test
    void a_host_rejected_nothing() {
        requests.replaceAll(request -> request.host().equals("host-1") && request.outcome() == Outcome.CACHED
                ? new Report.Request("host-1", request.arrived(), request.waited(), Outcome.FRESH)
                : request);

        assertThat(broken()).containsExactly(STAYS);
    }

    @Test
    void a_host_did_not_probe() {
        events.removeIf(event -> event.host().equals("host-1") && event.kind() == Kind.PROBE);

        assertThat(broken()).containsExactly(PROBES);
    }

    @Test
    void a_host_probed_twice() {
        events.add(new Event("host-1", 13_500, Kind.PROBE, "-"));

        assertThat(broken()).containsExactly(PROBES);
    }

    @Test
    void a_call_came_beside_the_probes() {
        calls.add(new Call(BREAK_ENDS + 10, BREAK_ENDS + 50));

        assertThat(broken()).containsExactly(BESIDE);
    }

    @Test
    void a_host_came_back_late() {
        events.replaceAll(event -> event.host().equals("host-1") && event.kind() == Kind.RECOVERY
                ? new Event("host-1", OUTAGE.to() + 12_001, Kind.RECOVERY, "-")
                : event);

        assertThat(broken()).containsExactly(BACK);
    }

    @Test
    void two_probed_when_the_database_was_back() {
        events.add(new Event("host-1", BACK_AT + 10, Kind.PROBE, "-"));

        assertThat(broken()).containsExactly(ONE_PROBE);
    }

    @Test
    void nobody_healed_it_for_all() {
        events.removeIf(event -> event.kind() == Kind.HEAL && event.time() > BACK_AT);

        assertThat(broken()).containsExactly(ONE_PROBE);
    }

    private void ask(String host, long from, long to, Outcome outcome) {
        for (long time = from; time < to; time += 25) {
            requests.add(new Report.Request(host, time, 3, 2, outcome));
        }
    }

    private List<Promise> check() {
        return OutagePromises.check(new Run(requests, events, calls, Set.of(), 3_000, 10_000, OUTAGE), OUTAGE);
    }

    private List<String> broken() {
        return PromisesTest.broken(check(), List.of(WAIT, ANSWERS, NOTICED, STAYS, PROBES, BESIDE, BACK, ONE_PROBE));
    }
}
