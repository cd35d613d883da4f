package dev.failfast.micrometer;

import dev.failfast.Breaker;
import dev.failfast.BreakerListener;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What breakers and their store do, as Micrometer meters: {@code failfast.circuitbreaker.*} by service, named and
 * tagged as resilience4j does, and {@code failfast.store.*}. All of them are listed in {@code docs/metrics.md}.
 *
 * <pre>{@code
 * FailfastMetrics metrics = FailfastMetrics.of(meterRegistry);
 * Store store = JdbcStore.builder(url, user, password).listener(metrics).build();
 * BreakerRegistry registry = BreakerRegistry.builder().store(store).defaults(b -> b.listener(metrics)).build();
 * metrics.watch(store);
 * metrics.watch(registry);
 * }</pre>
 *
 * <p>It listens, so it has to be given to the builders of what it shall hear. If the meter registry comes later than
 * they do, make it with {@link #FailfastMetrics()} and {@linkplain #bindTo bind} it when there is one: outages of the
 * store count from the beginning, the rest from then on. Spring Boot and others bind it by themselves, being a
 * {@link MeterBinder}.
 *
 * <p>There are meters for each service of which something was heard, 17 time series in Prometheus. If names come from
 * outside (one per customer, say), do not give this listener to their breakers.
 *
 * <p>It is for one store and the breakers on it. Safe for use by many threads. Cost of a call: one look-up in a map and
 * one recording of a {@link io.micrometer.core.instrument.Timer}.
 */
public final class FailfastMetrics implements BreakerListener, StoreListener, MeterBinder {
    private final Outages outages = new Outages();
    private final States states;

    /** Replaced, never changed, under the lock of this. */
    private volatile RegistryMeters[] bound = {};

    /** In no meter registry yet, see {@link #bindTo}. */
    public FailfastMetrics() {
        this(States.PATIENCE);
    }

    FailfastMetrics(Duration patience) {
        this.states = new States(outages, System::nanoTime, patience);
    }

    /**
     * In a meter registry.
     *
     * @param registry where the meters are
     * @return metrics that still have to be given to builders as listener
     */
    public static FailfastMetrics of(MeterRegistry registry) {
        FailfastMetrics metrics = new FailfastMetrics();
        metrics.bindTo(registry);
        return metrics;
    }

    /**
     * Puts the meters into one more registry. Once more into the same one does nothing.
     *
     * @param registry where the meters shall be as well
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (Arrays.stream(bound).noneMatch(meters -> meters.areIn(registry))) {
            RegistryMeters[] more = Arrays.copyOf(bound, bound.length + 1);
            more[bound.length] = new RegistryMeters(registry, outages, states);
            bound = more;
            states.names().forEach(this::know);
        }
    }

    /**
     * Whose state the gauges show. Replaces. It is asked by {@link Store#list} when the meters are read, once per
     * second at most, on a thread of its own for which nobody waits longer than a quarter of a second. In an outage it
     * is asked nothing, and the gauges show what the memory of this process says.
     *
     * @param store the store of the breakers
     */
    public void watch(Store store) {
        states.watch(store);
    }

    /**
     * Makes the meters of all breakers that a registry has {@linkplain BreakerRegistry#all() now}, so that they are
     * there before the first call. Others have theirs from their first call on.
     *
     * @param registry of breakers
     */
    public synchronized void watch(BreakerRegistry registry) {
        registry.all().forEach(breaker -> know(breaker.name()));
    }

    private void know(String service) {
        states.know(service);
        for (RegistryMeters meters : bound) {
            meters.of(service);
        }
    }

    // ---- what breakers tell

    @Override
    public void onTrip(String service, Duration openFor, String reason) {
        for (RegistryMeters meters : bound) {
            meters.of(service).trip();
        }
    }

    @Override
    public void onReject(String service, Duration retryAfter) {
        for (RegistryMeters meters : bound) {
            meters.of(service).reject();
        }
    }

    @Override
    public void onProbe(String service) {
        for (RegistryMeters meters : bound) {
            meters.of(service).probe();
        }
    }

    @Override
    public void onHeal(String service) {
        for (RegistryMeters meters : bound) {
            meters.of(service).heal();
        }
    }

    @Override
    public void onReopen(String service, Duration openFor, String reason) {
        for (RegistryMeters meters : bound) {
            meters.of(service).reopen();
        }
    }

    @Override
    public void onCall(String service, Breaker.Outcome outcome, Duration duration) {
        for (RegistryMeters meters : bound) {
            meters.of(service).call(outcome, duration);
        }
    }

    // ---- what the store tells

    @Override
    public void onOutage(StoreException cause) {
        outages.begin();
    }

    @Override
    public void onRecovery(Duration outage) {
        outages.end(outage);
    }

    @Override
    public void onOperation(String operation, Duration duration, @Nullable StoreException failure) {
        for (RegistryMeters meters : bound) {
            meters.operation(operation, duration, failure);
        }
    }
}
