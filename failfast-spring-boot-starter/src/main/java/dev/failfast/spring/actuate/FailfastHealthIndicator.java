package dev.failfast.spring.actuate;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Which services are broken, and whether the store can be used: as details of a health that is always UP. This
 * application is not ill because a third party is, and the calls it guards go on without the store.
 *
 * <p>In an outage the database is not asked and nobody waits. Otherwise it costs two round trips, of which at most the
 * first finds a database that has just gone.
 */
final class FailfastHealthIndicator implements HealthIndicator {
    /** No call asks for it, so it has no row. Asking for it lets the store notice an outage, and try to end one. */
    private static final String NO_SERVICE = "failfast: does the store work?";

    private final Store store;
    private final OutageWatch watch;

    FailfastHealthIndicator(Store store, OutageWatch watch) {
        this.store = store;
        this.watch = watch;
    }

    @Override
    public Health health() {
        try {
            store.read(NO_SERVICE);
            StoreException outage = watch.cause();
            return outage == null ? reachable(store.list()) : outage(outage);
        } catch (StoreException e) {
            return outage(e);
        } catch (RuntimeException e) { // of a store that is the application's own
            return outage(new StoreException("the store threw " + e.getClass().getName(), e));
        }
    }

    private static Health reachable(List<Breaker.Status> broken) {
        return Health.up()
                .withDetail("store", "reachable")
                .withDetail("broken", broken.stream().map(ServiceDescriptor::of).toList())
                .build();
    }

    private static Health outage(StoreException cause) {
        return Health.up()
                .withDetail("store", "outage")
                .withDetail("outage", String.valueOf(cause.getMessage()))
                .build();
    }
}
