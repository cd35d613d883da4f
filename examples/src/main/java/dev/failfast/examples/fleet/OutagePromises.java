package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Promises.Promise;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.examples.fleet.Report.Event.Kind;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What the library promises while the database cannot be used and afterwards, held against what was seen. */
final class OutagePromises {
    private final Run run;
    private final Run.Window outage;

    private OutagePromises(Run run, Run.Window outage) {
        this.run = run;
        this.outage = outage;
    }

    static List<Promise> check(Run run, Run.Window outage) {
        OutagePromises promises = new OutagePromises(run, outage);
        return List.of(
                promises.nobodyWaits(),
                promises.answersGoOn(),
                promises.noticedOnce(),
                promises.staysBroken(),
                promises.oneProbePerHost(),
                promises.nobodyBesideTheProbes(),
                promises.backSoon(),
                promises.oneProbeForAll());
    }

    private Promise nobodyWaits() {
        List<OptionalLong> longest = Scenario.HOSTS.stream()
                .map(host -> run.requests().stream()
                        .filter(request -> request.host().equals(host) && request.ended() >= outage.from())
                        .mapToLong(Report.Request::added)
                        .max())
                .toList();
        long bound = Scenario.LONGEST_STORE_WAIT;
        return new Promise(
                String.format(Locale.ROOT, "no call waits longer than %.2f s for the database", bound / 1000.0),
                longest.stream().allMatch(wait -> wait.isPresent() && wait.getAsLong() <= bound),
                Promises.perHost(longest));
    }

    /** As in the seconds before the service turned slow. */
    private Promise answersGoOn() {
        List<Double> shares = Scenario.HOSTS.stream()
                .map(host -> share(run.requests().stream()
                        .filter(request -> request.host().equals(host))
                        .toList()))
                .toList();
        return new Promise(
                "without the database every host answers at least 90 % as much as before",
                shares.stream().allMatch(share -> share >= 90),
                shares.stream()
                        .map(share -> String.format(Locale.ROOT, "%.0f %%", share))
                        .collect(Collectors.joining(", ")));
    }

    private double share(List<Report.Request> requests) {
        double before = new Statistics(requests, 0, run.slowFrom()).answeredPerSecond();
        double meanwhile = new Statistics(requests, outage.from(), outage.to()).answeredPerSecond();
        return before == 0 ? 0 : 100 * meanwhile / before;
    }

    private Promise noticedOnce() {
        List<Event> begun = meanwhile(Kind.OUTAGE);
        List<Event> ended = afterwards(Kind.RECOVERY);
        return new Promise(
                "every host notices once that it is gone, and once that it is back",
                oncePerHost(begun)
                        && oncePerHost(ended)
                        && meanwhile(Kind.RECOVERY).isEmpty(),
                begun.size() + " and " + ended.size() + " times in all");
    }

    private Promise staysBroken() {
        long probed =
                meanwhile(Kind.PROBE).stream().mapToLong(Event::time).min().orElse(outage.to());
        long calls = run.calls().stream()
                .filter(call -> call.arrived() >= outage.from() && call.arrived() < probed)
                .count();
        boolean rejected = Scenario.HOSTS.stream()
                .allMatch(host -> run.requests().stream()
                        .anyMatch(request -> request.host().equals(host)
                                && request.outcome() == Outcome.CACHED
                                && outage.has(request.arrived())));
        return new Promise(
                "the service stays broken, on every host, until its time is over",
                calls == 0 && rejected,
                calls + " calls");
    }

    private Promise oneProbePerHost() {
        List<Event> probes = meanwhile(Kind.PROBE);
        return new Promise("then one call of each host probes it", oncePerHost(probes), Promises.hosts(probes));
    }

    /** In the words of the service: it does not know who calls, but nobody has a second call before an answer. */
    private Promise nobodyBesideTheProbes() {
        List<SlowService.Call> calls = run.calls().stream()
                .filter(call -> call.arrived() >= outage.from())
                .toList();
        long answered =
                calls.stream().mapToLong(SlowService.Call::answered).min().orElse(0);
        long before = calls.stream().filter(call -> call.arrived() < answered).count();
        return new Promise(
                "until one of those is answered no further call reaches the service",
                before > 0 && before <= Scenario.HOSTS.size(),
                Math.max(0, before - Scenario.HOSTS.size()) + " others");
    }

    private Promise backSoon() {
        List<OptionalLong> back = Promises.after(
                outage.to(),
                Scenario.HOSTS.stream()
                        .map(host -> afterwards(Kind.RECOVERY).stream()
                                .filter(event -> event.host().equals(host))
                                .mapToLong(Event::time)
                                .max())
                        .toList());
        return new Promise(
                "when it is back, every host asks it again within " + Scenario.BACK_WITHIN / 1000 + " s",
                back.stream().allMatch(time -> time.isPresent() && time.getAsLong() <= Scenario.BACK_WITHIN),
                Promises.perHost(back));
    }

    /** The row is still there, and its time is over: whatever the hosts found out meanwhile, one call decides. */
    private Promise oneProbeForAll() {
        List<Event> probes = afterwards(Kind.PROBE);
        List<Event> heals = afterwards(Kind.HEAL);
        return new Promise(
                "then only one call in the whole fleet probes it, and heals it for all",
                probes.size() == 1 && heals.size() == 1,
                Promises.hosts(probes));
    }

    private List<Event> meanwhile(Kind kind) {
        return run.events(kind).stream()
                .filter(event -> outage.has(event.time()))
                .toList();
    }

    private List<Event> afterwards(Kind kind) {
        return run.events(kind).stream()
                .filter(event -> event.time() >= outage.to())
                .toList();
    }

    private static boolean oncePerHost(List<Event> events) {
        return events.stream().map(Event::host).sorted().toList().equals(Scenario.HOSTS);
    }
}
