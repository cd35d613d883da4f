package dev.failfast.micrometer;

import dev.failfast.Breaker.Outcome;
import dev.failfast.Breaker.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The meters of one service. What resilience4j has too is named and tagged as it is there. */
final class ServiceMeters {
    private static final String PREFIX = "failfast.circuitbreaker.";

    private final Timer successful;
    private final Timer failed;
    private final Timer ignored;
    private final Counter rejections;
    private final Counter trips;
    private final Counter probes;
    private final Counter heals;
    private final Counter reopenings;

    ServiceMeters(MeterRegistry registry, States states, String service) {
        for (State state : State.values()) {
            Gauge.builder(PREFIX + "state", states, all -> all.is(service, state))
                    .description("1 for the state of the service, 0 for the others, NaN if it is not known")
                    .tag("name", service)
                    .tag("state", RegistryMeters.nameOf(state))
                    .strongReference(true)
                    .register(registry);
        }
        Timer.Builder calls = Timer.builder(PREFIX + "calls")
                .description("Calls that were let through, by how they count")
                .tag("name", service);
        this.successful = calls.tag("kind", "successful").register(registry);
        this.failed = calls.tag("kind", "failed").register(registry);
        this.ignored = calls.tag("kind", "ignored").register(registry);
        this.rejections = Counter.builder(PREFIX + "not.permitted.calls")
                .description("Calls that were rejected because the service is broken")
                .baseUnit("calls")
                .tag("name", service)
                .tag("kind", "not_permitted")
                .register(registry);
        this.trips = Counter.builder(PREFIX + "trips")
                .description("How often this process broke the service")
                .baseUnit("trips")
                .tag("name", service)
                .register(registry);
        this.probes = Counter.builder(PREFIX + "probes")
                .description("How often this process probed the service")
                .baseUnit("probes")
                .tag("name", service)
                .register(registry);
        Counter.Builder results = Counter.builder(PREFIX + "probe.results")
                .description("Probes of this process that healed the service or broke it again")
                .baseUnit("results")
                .tag("name", service);
        this.heals = results.tag("kind", "healed").register(registry);
        this.reopenings = results.tag("kind", "reopened").register(registry);
    }

    void call(Outcome outcome, Duration duration) {
        switch (outcome) {
            case SUCCESS -> successful.record(duration);
            case FAILURE -> failed.record(duration);
            case ABANDONED -> ignored.record(duration);
        }
    }

    void reject() {
        rejections.increment();
    }

    void trip() {
        trips.increment();
    }

    void probe() {
        probes.increment();
    }

    void heal() {
        heals.increment();
    }

    void reopen() {
        reopenings.increment();
    }
}
