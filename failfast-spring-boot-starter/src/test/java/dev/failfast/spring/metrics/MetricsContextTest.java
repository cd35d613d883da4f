package dev.failfast.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import dev.failfast.micrometer.FailfastMetrics;
import dev.failfast.spring.Application;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Real applications, and what they export. */
class MetricsContextTest {
    private static final String PROMETHEUS = "management.endpoints.web.exposure.include=prometheus";

    private static final String METRICS = "org.springframework.boot.micrometer.metrics.autoconfigure.";

    private final FreshDatabase database = TestDatabase.H2.fresh();

    @Test
    void prometheusSeesTheBreakersAndTheStore() throws Exception {
        try (ConfigurableApplicationContext application = Application.startWeb(
                Application.Plain.class,
                Application.on(database, PROMETHEUS, "failfast.services.tax_api.open-for=1m"))) {
            Breaker sales = application.getBean(BreakerRegistry.class).get("sales_api");
            assertThatThrownBy(() -> sales.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> sales.run(() -> {})).isInstanceOf(FailfastException.class);

            // The states are not known in the first scrape if the machine is busy, nor until the answer is old.
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(scrape(application).lines())
                                    .contains(
                                            "failfast_circuitbreaker_state{name=\"sales_api\",state=\"open\"} 1.0",
                                            "failfast_circuitbreaker_state{name=\"tax_api\",state=\"closed\"} 1.0",
                                            "failfast_circuitbreaker_calls_seconds_count{kind=\"failed\",name=\"sales_api\"} 1",
                                            "failfast_circuitbreaker_not_permitted_calls_total{kind=\"not_permitted\",name=\"sales_api\"} 1.0",
                                            "failfast_circuitbreaker_trips_total{name=\"sales_api\"} 1.0",
                                            "failfast_store_outage 0.0",
                                            "failfast_store_services{state=\"open\"} 1.0",
                                            "failfast_store_operations_seconds_count{kind=\"successful\",operation=\"trip\"} 1"));
        }
    }

    @Test
    void metersAreDeniedAsSpringBootSays() throws Exception {
        try (ConfigurableApplicationContext application = Application.startWeb(
                Application.Plain.class,
                Application.on(database, PROMETHEUS, "management.metrics.enable.failfast=false"))) {
            application.getBean(BreakerRegistry.class).get("sales_api").run(() -> {});

            assertThat(scrape(application)).contains("\njvm_memory").doesNotContain("\nfailfast_");
        }
    }

    @Test
    void nobodyListensWithoutAMeterRegistry() {
        try (ConfigurableApplicationContext application = Application.start(
                Application.Plain.class,
                Application.on(
                        database,
                        "spring.autoconfigure.exclude=" + METRICS + "CompositeMeterRegistryAutoConfiguration,"
                                + METRICS + "export.simple.SimpleMetricsExportAutoConfiguration,"
                                + METRICS + "export.prometheus.PrometheusMetricsExportAutoConfiguration"))) {
            assertThat(application.getBeanNamesForType(MeterRegistry.class)).isEmpty();
            assertThat(application.getBeanNamesForType(FailfastMetrics.class)).isEmpty();
        }
    }

    @Test
    void nothingIsMeasuredWhereNothingIsGuarded() {
        try (ConfigurableApplicationContext application =
                Application.start(Application.Plain.class, Application.on(database, "failfast.enabled=false"))) {
            assertThat(application.getBeanNamesForType(FailfastMetrics.class)).isEmpty();
        }
    }

    @Test
    void theApplicationsOwnMetricsAreTaken() {
        try (ConfigurableApplicationContext application =
                Application.start(OwnMetrics.class, Application.on(database))) {
            application.getBean(BreakerRegistry.class).get("sales_api").run(() -> {});

            assertThat(application.getBeansOfType(FailfastMetrics.class)).hasSize(1);
            assertThat(OwnMetrics.METERS
                            .get("failfast.circuitbreaker.calls")
                            .tag("kind", "successful")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    /** A binder, or a registry that writes to the database, closes a circle with a listener that needs a registry. */
    @Test
    void aMeterRegistryThatNeedsTheStoreIsNoCircle() {
        try (ConfigurableApplicationContext application = Application.start(Circle.class, Application.on(database))) {
            application.getBean(BreakerRegistry.class).get("sales_api").run(() -> {});

            MeterRegistry meters = application.getBean(MeterRegistry.class);
            assertThat(meters.get("rows").gauge().value()).isZero();
            assertThat(meters.get("failfast.circuitbreaker.trips")
                            .tag("name", "sales_api")
                            .counter())
                    .isNotNull();
        }
    }

    /** An application with metrics of its own, in a registry of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnMetrics {
        static final MeterRegistry METERS = new SimpleMeterRegistry();

        @Bean
        FailfastMetrics metrics() {
            return FailfastMetrics.of(METERS);
        }
    }

    /** An application whose meter registry, and a binder of which, need the store. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Circle {
        @Bean
        MeterRegistry onTheStore(Store store) {
            assertThat(store.list()).isEmpty();
            return new SimpleMeterRegistry();
        }

        @Bean
        MeterBinder rows(Store store) {
            return registry -> registry.gauge("rows", store, all -> all.list().size());
        }
    }

    private static String scrape(ConfigurableApplicationContext application) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
