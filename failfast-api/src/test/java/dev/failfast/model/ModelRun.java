package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.BreakerBuilder;
import dev.failfast.BreakerListener;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.Store;
import dev.failfast.model.Model.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One sequence of steps, done in a world and in the model, and compared after each step. */
final class ModelRun {
    static final int HOSTS = 3;
    static final List<String> SERVICES = List.of("sales_api", "stock_api");

    /** A call whose end is a step of its own. */
    private static final class OpenCall {
        final Permit permit;
        final Model.Call call;
        boolean ended;

        OpenCall(Permit permit, Model.Call call) {
            this.permit = permit;
            this.call = call;
        }
    }

    private final World world;
    private final Model model;
    private final List<Store> hosts = new ArrayList<>();
    private final Map<Integer, OpenCall> calls = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;
    private int steps;

    ModelRun(World world, Tally tally) {
        this.world = world;
        this.model = new Model(tally);
        for (int host = 0; host < HOSTS; host++) {
            hosts.add(new RecordingStore(world.newHost(), asked));
        }
    }

    /** Throws {@link Mismatch} or whatever the breaker throws. */
    void apply(Step step) {
        world.nextStep();
        asked.clear();
        step.apply(this);
        steps++;
        for (String service : SERVICES) {
            look(steps % HOSTS, service);
        }
    }

    private void look(int host, String service) {
        Breaker breaker = breaker(host, service);
        Instant before = world.now();
        Breaker.Status status = breaker.status();
        boolean open = breaker.isOpen();
        Span now = since(before);
        model.check(status, now);
        Instant until = status.until();
        if (until == null || !now.contains(until)) {
            Mismatch.check("isOpen of " + service, status.state() == Breaker.State.OPEN, open);
        }
    }

    // ---- steps

    void begin(int id, int host, String service) {
        if (calls.containsKey(id)) {
            return;
        }
        Instant before = world.now();
        Permit permit = null;
        Duration retryAfter = null;
        if (id % 2 == 0) {
            permit = breaker(host, service).tryAcquire();
        } else {
            try {
                permit = breaker(host, service).acquire();
            } catch (FailfastException e) {
                Mismatch.check("service name", service, e.getServiceName());
                retryAfter = e.getRetryAfter();
            }
        }
        Fate fate = permit == null ? Fate.REJECTED : permit.isProbe() ? Fate.PROBES : Fate.PASSES;
        Model.Call call = model.begin(host, service, false, since(before), nanos(), fate, retryAfter, takeAsked());
        if (permit != null && call != null) {
            calls.put(id, new OpenCall(permit, call));
        }
    }

    void end(int id, Ending ending) {
        OpenCall open = calls.get(id);
        if (open == null) {
            return;
        }
        Instant before = world.now();
        ending.complete(open.permit);
        if (open.ended) {
            Mismatch.check("a second verdict", List.of(), takeAsked());
            return;
        }
        open.ended = true;
        model.end(open.call, ending, since(before), nanos(), takeAsked());
    }

    void nested(Step.Nested step) {
        try {
            nested(step, 0, List.of());
        } catch (Exception expected) {
            // The outermost call threw what the model has already seen.
        }
    }

    private void nested(Step.Nested step, int depth, List<Model.Call> outer) throws Exception {
        String service = step.services().get(depth);
        boolean insideProbe = outer.stream().anyMatch(call -> call.isProbe() && call.service.equals(service));
        Instant before = world.now();
        Admitted admitted = new Admitted();
        Exception thrown = null;
        try {
            breaker(step.host(), service).call(() -> {
                Fate fate = asked.contains("claim") ? Fate.PROBES : Fate.PASSES;
                Model.Call call =
                        model.begin(step.host(), service, insideProbe, since(before), nanos(), fate, null, takeAsked());
                if (call == null) {
                    throw new Mismatch("a nested call of " + service, "rejected", "let through");
                }
                admitted.call = call;
                body(step, depth, outer, admitted);
                return service;
            });
        } catch (Exception e) {
            thrown = e;
        }
        Model.Call call = admitted.call;
        if (call != null) {
            model.end(call, Ending.of(thrown), since(admitted.bodyEnded), nanos(), takeAsked());
        } else if (thrown instanceof FailfastException e) {
            model.begin(
                    step.host(),
                    service,
                    insideProbe,
                    since(before),
                    nanos(),
                    Fate.REJECTED,
                    e.getRetryAfter(),
                    takeAsked());
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private static final class Admitted {
        Model.@Nullable Call call;
        Instant bodyEnded = Instant.MIN;
    }

    private void body(Step.Nested step, int depth, List<Model.Call> outer, Admitted admitted) throws Exception {
        try {
            if (depth + 1 == step.services().size()) {
                step.ending().happen();
            } else {
                List<Model.Call> inner = new ArrayList<>(outer);
                if (admitted.call != null) {
                    inner.add(admitted.call);
                }
                nested(step, depth + 1, inner);
            }
        } catch (Exception e) {
            if (!step.catches().get(depth)) {
                throw e;
            }
        } finally {
            admitted.bodyEnded = world.now();
        }
    }

    void elapse(Duration duration) {
        world.elapse(duration);
        elapsed = elapsed.plus(duration);
    }

    void elapseTo(String service, Duration plus) {
        Instant until = model.until(service);
        if (until == null) {
            return;
        }
        Instant now = world.now();
        // Not into next century, for the sake of a break until further notice.
        if (until.isAfter(now.plusSeconds(1)) && until.isBefore(now.plus(Duration.ofDays(10_000)))) {
            elapse(Duration.between(now, until).plus(plus));
        }
    }

    void insert(String service, @Nullable Duration left) {
        Instant before = world.now();
        world.insert(service, left);
        model.insert(service, left, since(before));
    }

    void update(String service, @Nullable Duration left) {
        Instant before = world.now();
        world.update(service, left);
        model.update(service, left, since(before));
    }

    void delete(String service) {
        world.delete(service);
        model.delete(service);
    }

    void forceOpen(int host, String service, @Nullable Duration openFor) {
        Instant before = world.now();
        if (openFor == null) {
            breaker(host, service).forceOpen();
        } else {
            breaker(host, service).forceOpen(openFor);
        }
        model.force(service, openFor, since(before));
    }

    void reset(int host, String service) {
        breaker(host, service).reset();
        model.delete(service);
    }

    // ---- hosts

    /** A new one each time: what hosts remember must not be in the handle. */
    private Breaker breaker(int host, String service) {
        BreakerBuilder builder = Breaker.named(service)
                .store(hosts.get(host))
                .openFor(Model.openFor(host))
                .probeLease(Model.LEASE)
                .listener(new RecordingListener());
        return HostClock.set(builder, this::nanos).build();
    }

    private long nanos() {
        return elapsed.toNanos();
    }

    private Span since(Instant before) {
        return new Span(before, world.now());
    }

    private List<String> takeAsked() {
        List<String> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    private final class RecordingListener implements BreakerListener {
        @Override
        public void onTrip(String service, Duration openFor, String reason) {
            asked.add("onTrip");
        }

        @Override
        public void onReject(String service, Duration retryAfter) {
            asked.add("onReject");
        }

        @Override
        public void onProbe(String service) {
            asked.add("onProbe");
        }

        @Override
        public void onHeal(String service) {
            asked.add("onHeal");
        }

        @Override
        public void onReopen(String service, Duration openFor, String reason) {
            asked.add("onReopen");
        }
    }
}
