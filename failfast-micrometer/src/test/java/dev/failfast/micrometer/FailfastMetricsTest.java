package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.Store;
import dev.failfast.StoreException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real breakers on a real store, and what a meter registry shows of them. */
class FailfastMetricsTest {
    private static final String SALES = "sales_api";

    private final Clock clock = new Clock();
    private final Store store = Store.inProcess(clock);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FailfastMetrics metrics = FailfastMetrics.of(meters);
    private final BreakerRegistry registry = breakers(metrics);
    private final Breaker breaker = registry.get(SALES);

    @Test
    void callsAreCountedByTheirOutcome() {
        breaker.run(() -> {});
        breaker.run(() -> {});
        assertThatThrownBy(() -> breaker.run(() -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        fail(breaker);

        assertThat(calls("successful").count()).isEqualTo(2);
        assertThat(calls("ignored").count()).isEqualTo(1);
        assertThat(calls("failed").count()).isEqualTo(1);
    }

    @Test
    void callsAreTimed() {
        metrics.onCall(SALES, Breaker.Outcome.SUCCESS, Duration.ofMillis(40));

        assertThat(calls("successful").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
    }

    @Test
    void tripsAndRejectionsAreCounted() {
        fail(breaker);
        assertThatThrownBy(() -> breaker.run(() -> {})).isInstanceOf(FailfastException.class);
        assertThat(breaker.tryAcquire()).isNull();

        assertThat(count("failfast.circuitbreaker.trips", "name", SALES)).isEqualTo(1);
        assertThat(count("failfast.circuitbreaker.not.permitted.calls", "name", SALES, "kind", "not_permitted"))
                .isEqualTo(2);
    }

    @Test
    void probesAreCountedAndHowTheyEnd() {
        fail(breaker);
        breakIsOver();
        fail(breaker);
        breakIsOver();
        try (Permit givenBack = breaker.acquire()) {
            assertThat(givenBack.isProbe()).isTrue();
        }
        breaker.run(() -> {});

        assertThat(count("failfast.circuitbreaker.probes", "name", SALES)).isEqualTo(3);
        assertThat(count("failfast.circuitbreaker.probe.results", "name", SALES, "kind", "reopened"))
                .isEqualTo(1);
        assertThat(count("failfast.circuitbreaker.probe.results", "name", SALES, "kind", "healed"))
                .isEqualTo(1);
    }

    @Test
    void theMetersOfAServiceAreThereAfterItsFirstCall() {
        breaker.run(() -> {});

        assertThat(meters.find("failfast.circuitbreaker.state")
                        .tag("name", SALES)
                        .gauges())
                .hasSize(3);
        assertThat(count("failfast.circuitbreaker.trips", "name", SALES)).isZero();
    }

    @Test
    void theMetersOfAWatchedRegistryAreThereBeforeTheFirstCall() {
        metrics.watch(BreakerRegistry.builder().configure("tax_api", b -> {}).build());

        assertThat(count("failfast.circuitbreaker.trips", "name", "tax_api")).isZero();
    }

    @Test
    void whatIsWatchedBeforeThereIsAMeterRegistryHasItsMetersInItLater() {
        FailfastMetrics early = new FailfastMetrics();
        MeterRegistry late = new SimpleMeterRegistry();
        early.watch(BreakerRegistry.builder().configure("tax_api", b -> {}).build());

        early.bindTo(late);

        assertThat(late.get("failfast.circuitbreaker.trips")
                        .tag("name", "tax_api")
                        .counter())
                .isNotNull();
    }

    @Test
    void outagesCountFromTheBeginningEvenIfTheMeterRegistryComesLate() {
        FailfastMetrics early = new FailfastMetrics();
        early.onOutage(new StoreException("down", null));
        breakers(early).get(SALES).run(() -> {});
        MeterRegistry late = new SimpleMeterRegistry();

        early.bindTo(late);

        assertThat(late.get("failfast.store.outage").gauge().value()).isEqualTo(1);
        assertThat(late.get("failfast.store.outages").functionCounter().count()).isEqualTo(1);
    }

    @Test
    void anOutageIsShownWhileItLastsAndMeasuredWhenItIsOver() {
        metrics.onOutage(new StoreException("down", null));
        assertThat(meters.get("failfast.store.outage").gauge().value()).isEqualTo(1);

        metrics.onRecovery(Duration.ofSeconds(90));

        assertThat(meters.get("failfast.store.outage").gauge().value()).isZero();
        assertThat(meters.get("failfast.store.outages").functionCounter().count())
                .isEqualTo(1);
        assertThat(meters.get("failfast.store.outage.duration").functionTimer().count())
                .isEqualTo(1);
        assertThat(meters.get("failfast.store.outage.duration").functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(90);
    }

    /** Another thread may be first to tell. */
    @Test
    void anOutageWhoseEndIsToldBeforeItsBeginningIsOver() {
        metrics.onRecovery(Duration.ofSeconds(1));
        metrics.onOutage(new StoreException("down", null));

        assertThat(meters.get("failfast.store.outage").gauge().value()).isZero();
    }

    @Test
    void operationsOfTheStoreAreTimedByHowTheyEnd() {
        metrics.onOperation("read", Duration.ofMillis(2), null);
        metrics.onOperation("read", Duration.ofMillis(3), null);
        metrics.onOperation("read", Duration.ofMillis(250), new StoreException("down", null));
        metrics.onOperation("trip", Duration.ofMillis(200), new StoreException("locked", null, true));

        assertThat(operation("read", "successful").count()).isEqualTo(2);
        assertThat(operation("read", "successful").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(operation("read", "failed").count()).isEqualTo(1);
        assertThat(operation("trip", "contention").count()).isEqualTo(1);
        assertThat(operation("trip", "failed").count()).isZero();
    }

    @Test
    void eachOfSeveralRegistriesHasItAll() {
        MeterRegistry second = new SimpleMeterRegistry();
        breaker.run(() -> {});
        metrics.bindTo(second);
        breaker.run(() -> {});

        assertThat(calls("successful").count()).isEqualTo(2);
        assertThat(second.get("failfast.circuitbreaker.calls")
                        .tag("kind", "successful")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(second.find("failfast.circuitbreaker.state").gauges()).hasSize(3);
    }

    @Test
    void oneRegistryBoundTwiceCountsOnce() {
        metrics.bindTo(meters);
        breaker.run(() -> {});

        assertThat(calls("successful").count()).isEqualTo(1);
    }

    @Test
    void aCompositeTakesARegistryThatComesLate() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        Breaker early = breakers(FailfastMetrics.of(composite)).get(SALES);
        early.run(() -> {});

        composite.add(meters);
        early.run(() -> {});

        assertThat(calls("successful").count()).isEqualTo(1);
    }

    @Test
    void nothingIsHeardAndNothingThrownWithoutARegistry() {
        Breaker unheard = breakers(new FailfastMetrics()).get(SALES);

        assertThatCode(() -> unheard.run(() -> {})).doesNotThrowAnyException();
        assertThat(meters.find("failfast.circuitbreaker.calls").timers()).isEmpty();
    }

    @Test
    void whoMakesMetersByTheFilterOfARegistryHarmsNobody() {
        meters.config().meterFilter(new io.micrometer.core.instrument.config.MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (Objects.equals(id.getTag("name"), SALES)) {
                    breakers(metrics).get("tax_api").run(() -> {});
                }
                return id;
            }
        });

        breaker.run(() -> {});

        assertThat(calls("successful").count()).isEqualTo(1);
    }

    @Test
    void eachMeterHasADescription() {
        fail(breaker);
        metrics.onOperation("read", Duration.ZERO, null);

        assertThat(meters.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getDescription())
                        .as(meter.getId().getName())
                        .isNotBlank());
    }

    private BreakerRegistry breakers(FailfastMetrics listener) {
        return BreakerRegistry.builder()
                .store(store)
                .defaults(b -> b.listener(listener))
                .build();
    }

    private void breakIsOver() {
        clock.advance(Duration.ofMinutes(2));
    }

    private static void fail(Breaker breaker) {
        assertThatThrownBy(() -> breaker.run(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private Timer calls(String kind) {
        return meters.get("failfast.circuitbreaker.calls")
                .tags("name", SALES, "kind", kind)
                .timer();
    }

    private Timer operation(String operation, String kind) {
        return meters.get("failfast.store.operations")
                .tags("operation", operation, "kind", kind)
                .timer();
    }

    private double count(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }
}
