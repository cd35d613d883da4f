package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md shows, at work on a real database; ReadmeTest looks that it is the same. */
class DocumentationTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    /** An outage of a real database, here for want of the table, seen by all that there is to see of it. */
    @Test
    void theSetUpShowsTheStateAndAnOutageOfADatabase() throws Exception {
        FreshDatabase database = TestDatabase.H2.fresh();
        FailfastSchema.migrate(database.dataSource());
        Breaker breaker = Samples.setUp(meters, database.url(), database.user(), database.password())
                .get("sales_api");
        breaker.run(() -> {});
        Awaitility.await().untilAsserted(() -> assertThat(state("closed")).isEqualTo(1)); // a busy machine is late
        assertThat(operations("read", "successful")).isEqualTo(1);

        execute(database, "ALTER TABLE broken_services RENAME TO hidden");
        breaker.run(() -> {});
        assertThat(meters.get("failfast.store.outage").gauge().value()).isEqualTo(1);
        assertThat(operations("read", "failed")).isEqualTo(1);

        execute(database, "ALTER TABLE hidden RENAME TO broken_services");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            breaker.run(() -> {}); // a call that comes along has the store tried
            assertThat(meters.get("failfast.store.outage").gauge().value()).isZero();
        });
        assertThat(meters.get("failfast.store.outage.duration").functionTimer().count())
                .isEqualTo(1);
    }

    @Test
    void aMeterRegistryThatComesLateHasWhatComesAfterIt() {
        Samples.late(meters, Store.inProcess()).run(() -> {});

        assertThat(meters.get("failfast.circuitbreaker.calls")
                        .tag("kind", "successful")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void namesFromOutsideAreCutOff() {
        Samples.cutOff(meters);
        FailfastMetrics metrics = FailfastMetrics.of(meters);
        BreakerRegistry customers = BreakerRegistry.builder()
                .defaults(breaker -> breaker.listener(metrics))
                .build();
        for (int customer = 0; customer < 150; customer++) {
            customers.get("customer " + customer).run(() -> {});
        }

        assertThat(meters.find("failfast.circuitbreaker.trips").counters()).hasSize(100);
    }

    private double state(String state) {
        return meters.get("failfast.circuitbreaker.state")
                .tag("state", state)
                .gauge()
                .value();
    }

    private long operations(String operation, String kind) {
        return meters.get("failfast.store.operations")
                .tags("operation", operation, "kind", kind)
                .timer()
                .count();
    }

    private static void execute(FreshDatabase database, String sql) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
