package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the library promises, held against what was seen. */
final class Promises {

    /**
     * One promise.
     *
     * @param text what was promised
     * @param kept whether it was kept
     * @param seen what was seen
     */
    record Promise(String text, boolean kept, String seen) {}

    private final Run without;
    private final Run with;

    /** When the service was tripped; if nobody did, the end of time, so that nothing after it is ever found. */
    private final long trip;

    private Promises(Run without, Run with) {
        this.without = without;
        this.with = with;
        this.trip = with.events(Event.Kind.TRIP).stream()
                .mapToLong(Event::time)
                .min()
                .orElse(Long.MAX_VALUE / 2);
    }

    static List<Promise> check(Run without, Run with) {
        Promises promises = new Promises(without, with);
        List<Promise> result = new ArrayList<>();
        result.add(promises.theHarmIsReal());
        result.add(promises.nobodyWaits());
        result.add(promises.oneTrip());
        result.add(promises.oneRow());
        result.add(promises.everyHostRejects());
        result.add(promises.leftInPeace());
        if (with.outage() == null) {
            result.add(promises.oneProbe());
            result.add(promises.nobodyBesideTheProbe());
        } else {
            result.addAll(OutagePromises.check(with, with.outage()));
        }
        result.add(promises.everyHostServesAgain());
        result.add(promises.databaseHarmsNobody());
        return result;
    }

    /** Not of the library, but without it the others prove nothing. */
    private Promise theHarmIsReal() {
        double answered = afterTheFirstTimeOut(without).answeredPerSecond();
        int asked = Scenario.REQUESTS_PER_SECOND * Scenario.HOSTS.size();
        return new Promise(
                "without the library fewer than half of the users get an answer",
                without.firstTimeOut().isPresent() && answered < asked / 2.0,
                String.format(Locale.ROOT, "%.0f of %d per second", answered, asked));
    }

    private Promise nobodyWaits() {
        long timeout = Scenario.CLIENT_TIMEOUT.toMillis();
        // Each for itself: the other hosts must not hide the one that waits.
        List<OptionalLong> waits = Scenario.HOSTS.stream()
                .map(host -> with.requests().stream()
                        .filter(request -> request.host().equals(host))
                        .toList())
                .map(requests -> new Statistics(requests, trip + Scenario.GRACE, with.slowTo()).percentile(99))
                .toList();
        return new Promise(
                "after the trip p99 of the wait is below the client's time-out, on every host",
                waits.stream().allMatch(wait -> wait.isPresent() && wait.getAsLong() < timeout),
                perHost(waits));
    }

    private Promise oneTrip() {
        List<Event> trips = with.events(Event.Kind.TRIP);
        return new Promise("exactly one host trips the service", trips.size() == 1, hosts(trips));
    }

    private Promise oneRow() {
        Set<String> since = with.rows().stream().map(Operator.Row::since).collect(Collectors.toSet());
        boolean once = with.rows().stream().allMatch(row -> row.trips() == 1);
        return new Promise(
                "exactly one row appears in the table, with trips = 1",
                since.size() == 1 && once,
                since.size() + " with trips "
                        + with.rows().stream()
                                .map(Operator.Row::trips)
                                .distinct()
                                .toList());
    }

    private Promise everyHostRejects() {
        List<OptionalLong> first = first(request -> request.outcome() == Outcome.CACHED);
        return new Promise(
                String.format(Locale.ROOT, "every host rejects within %.1f s of the trip", Scenario.GRACE / 1000.0),
                first.stream().allMatch(time -> time.isPresent() && time.getAsLong() <= trip + Scenario.GRACE),
                perHost(after(trip, first)));
    }

    private Promise leftInPeace() {
        long calls = with.calls().stream()
                .filter(call -> call.arrived() > trip + Scenario.GRACE && call.arrived() < with.slowTo())
                .count();
        return new Promise(
                "no call reaches the service from then on while it is slow",
                trip + Scenario.GRACE < with.slowTo() && calls == 0,
                calls + " calls");
    }

    private Promise oneProbe() {
        List<Event> probes = with.events(Event.Kind.PROBE);
        return new Promise("exactly one call in the fleet probes it", probes.size() == 1, hosts(probes));
    }

    /** In the words of the service: it does not know what a probe is, but it knows who came. */
    private Promise nobodyBesideTheProbe() {
        List<SlowService.Call> calls = with.calls().stream()
                .filter(call -> call.arrived() > trip + Scenario.GRACE)
                .toList();
        String text = "the service sees no other call until it has answered that one";
        if (calls.isEmpty()) {
            return new Promise(text, false, "no call");
        }
        SlowService.Call probe = calls.get(0);
        long others = calls.stream()
                .skip(1)
                .filter(call -> call.arrived() < probe.answered())
                .count();
        return new Promise(text, others == 0, others + " others");
    }

    private Promise everyHostServesAgain() {
        OptionalLong heal =
                with.events(Event.Kind.HEAL).stream().mapToLong(Event::time).min();
        String text = String.format(
                Locale.ROOT, "every host has fresh answers within %.1f s of the heal", Scenario.GRACE / 1000.0);
        if (heal.isEmpty()) {
            return new Promise(text, false, "no heal");
        }
        long healed = heal.getAsLong();
        List<OptionalLong> first = first(request -> request.outcome() == Outcome.FRESH && request.arrived() >= healed);
        return new Promise(
                text,
                first.stream().allMatch(time -> time.isPresent() && time.getAsLong() <= healed + Scenario.GRACE),
                perHost(after(healed, first)));
    }

    private Promise databaseHarmsNobody() {
        long failed = with.requests().stream()
                .filter(request -> request.outcome() == Outcome.FAILED)
                .count();
        return new Promise("no call fails because of the database", failed == 0, failed + " calls");
    }

    /** While the service is slow, and somebody could know. */
    static Statistics afterTheFirstTimeOut(Run run) {
        long from = run.firstTimeOut().orElse(run.slowTo() - Scenario.GRACE) + Scenario.GRACE;
        return new Statistics(run.requests(), from, run.slowTo());
    }

    private List<OptionalLong> first(Predicate<Report.Request> matching) {
        return Scenario.HOSTS.stream()
                .map(host -> with.first(request -> request.host().equals(host) && matching.test(request)))
                .toList();
    }

    static List<OptionalLong> after(long start, List<OptionalLong> times) {
        return times.stream()
                .map(time -> time.isPresent() ? OptionalLong.of(Math.max(0, time.getAsLong() - start)) : time)
                .toList();
    }

    static String perHost(List<OptionalLong> millis) {
        return millis.stream()
                .map(value -> value.isPresent() ? value.getAsLong() + " ms" : "never")
                .collect(Collectors.joining(", "));
    }

    static String hosts(List<Event> events) {
        if (events.isEmpty()) {
            return "none";
        }
        String first = events.stream().limit(3).map(Event::host).collect(Collectors.joining(", "));
        return events.size() > 3 ? first + ", ... " + events.size() + " in all" : first;
    }
}
