package dev.failfast.micrometer;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import dev.failfast.OutageStore;
import dev.failfast.Permit;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.test.FaultyStore;
import dev.failfast.test.FaultyStore.Operation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** All that can happen to a service and a store, once, and what Prometheus gets to see of it. */
final class Activity {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock = new Clock();
    private final FaultyStore table = new FaultyStore(Store.inProcess(clock));
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FailfastMetrics metrics = new FailfastMetrics(Duration.ofSeconds(20)); // the machine may be busy
    private final Store store = new OutageStore(table, metrics);

    private Activity() {
        metrics.bindTo(meters);
    }

    /** A scrape of a process in which everything has happened, in the text format of Prometheus. */
    static String scrape() {
        return new Activity().run();
    }

    private String run() {
        BreakerRegistry registry = BreakerRegistry.builder()
                .store(store)
                .defaults(b -> b.listener(metrics).openFor(MINUTE))
                .configure("closed_api", b -> {})
                .build();
        metrics.watch(store);
        metrics.watch(registry);

        Breaker sales = registry.get("sales_api");
        sales.run(() -> {});
        ignoring(() -> sales.run(Activity::fail));
        ignoring(() -> sales.run(() -> {}));
        clock.advance(MINUTE);
        ignoring(() -> sales.run(Activity::fail));
        clock.advance(MINUTE);
        sales.acquire().close();
        try (Permit probe = sales.acquire()) {
            probe.succeeded();
        }

        Breaker due = registry.get("tax_api");
        ignoring(() -> due.run(Activity::fail));
        clock.advance(MINUTE);
        Breaker mail = registry.get("mail_api");
        mail.forceOpen();
        ignoring(() -> mail.run(() -> {}));

        store.list();
        table.contend(Operation.TRIP);
        store.trip("locked_api", MINUTE, "r");
        table.recover();
        String scrape = meters.scrape(); // the states are seen here, before nobody knows them
        table.fail();
        sales.run(() -> {});
        metrics.onRecovery(Duration.ofSeconds(90));
        metrics.onOutage(new StoreException("down", null));
        return scrape + meters.scrape();
    }

    private static void fail() {
        throw new IllegalStateException();
    }

    private static void ignoring(Runnable call) {
        try {
            call.run();
        } catch (FailfastException | IllegalStateException e) {
            // of no interest
        }
    }
}
