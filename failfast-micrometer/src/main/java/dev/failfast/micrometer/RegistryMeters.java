package dev.failfast.micrometer;

import dev.failfast.Breaker.State;
import dev.failfast.StoreException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters in one registry. Looked up by the name of a service or an operation, so that no event has to build tags.
 * Meters are made once, since a registry warns of a second gauge, and outside of the maps' operations, since it runs
 * filters of the application's.
 */
final class RegistryMeters {
    private final MeterRegistry registry;
    private final States states;
    private final Map<String, ServiceMeters> services = new ConcurrentHashMap<>();
    private final Map<String, OperationMeters> operations = new ConcurrentHashMap<>();

    RegistryMeters(MeterRegistry registry, Outages outages, States states) {
        this.registry = registry;
        this.states = states;
        bind(outages);
        for (State state : List.of(State.OPEN, State.HALF_OPEN)) {
            Gauge.builder("failfast.store.services", states, all -> all.count(state))
                    .description("Broken services in the store, also those that this process does not call")
                    .baseUnit("services")
                    .tag("state", nameOf(state))
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** The gauge is what keeps the outages from being collected, for all three. */
    private void bind(Outages outages) {
        Gauge.builder("failfast.store.outage", outages, all -> all.goOn() ? 1 : 0)
                .description("1 while the store cannot be used and the memory of this process guards its calls, else 0")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder("failfast.store.outages", outages, Outages::begun)
                .description("Outages of the store that have begun")
                .baseUnit("outages")
                .register(registry);
        FunctionTimer.builder(
                        "failfast.store.outage.duration", outages, Outages::ended, Outages::nanos, TimeUnit.NANOSECONDS)
                .description("Outages of the store that have ended, and how long they took")
                .register(registry);
    }

    boolean areIn(MeterRegistry other) {
        return registry == other;
    }

    ServiceMeters of(String service) {
        ServiceMeters known = services.get(service);
        return known != null ? known : make(service);
    }

    private synchronized ServiceMeters make(String service) {
        ServiceMeters others = services.get(service);
        if (others != null) {
            return others;
        }
        states.know(service);
        ServiceMeters made = new ServiceMeters(registry, states, service);
        services.put(service, made);
        return made;
    }

    void operation(String operation, Duration duration, @Nullable StoreException failure) {
        OperationMeters known = operations.get(operation);
        if (known == null) {
            known = new OperationMeters(registry, operation);
            operations.put(operation, known);
        }
        known.record(duration, failure);
    }

    static String nameOf(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
