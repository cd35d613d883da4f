package dev.failfast.test;

import static dev.failfast.test.FailfastAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application's test gets, used as an application does. */
class FailfastTestTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    @FailfastTest
    @Nested
    class ByAnnotation {
        private static final Set<String> databases = ConcurrentHashMap.newKeySet();

        @BeforeEach
        void injectsHereToo(TestFleet fleet, Store store) {
            assertThat(fleet.store()).isSameAs(store);
        }

        @Test
        void injectsAMigratedDatabaseAStoreAndARegistry(
                DataSource dataSource, Store store, BreakerRegistry registry, TestFleet fleet) throws SQLException {
            Breaker breaker = registry.get("sales_api");
            breaker.forceOpen(MINUTE);

            assertThat(Objects.requireNonNull(store.read("sales_api")).state()).isEqualTo(Breaker.State.OPEN);
            assertThat(query(dataSource, "SELECT state FROM broken_services_status"))
                    .isEqualTo("OPEN");
            assertThat(fleet.dataSource()).isSameAs(dataSource);
        }

        @Test
        void eachTestHasADatabaseOfItsOwn(DataSource dataSource, Store store) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                assertThat(databases.add(connection.getMetaData().getURL())).isTrue();
            }
            assertThat(store.list()).isEmpty();
            store.trip("sales_api", MINUTE, "r");
        }

        @Test
        void reallyEachTest(DataSource dataSource, Store store) throws SQLException {
            eachTestHasADatabaseOfItsOwn(dataSource, store);
        }

        @Test
        void aBreakPassesWithoutWaiting(BreakerRegistry registry, TestFleet fleet) throws Exception {
            Breaker breaker = registry.get("sales_api");
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(breaker)
                    .isOpen()
                    .hasReason(IOException.class)
                    .hasTrips(1)
                    .isOpenForAtMost(MINUTE);
            assertThatThrownBy(() -> breaker.run(() -> {})).isInstanceOf(FailfastException.class);

            fleet.elapse(MINUTE);
            assertThat(breaker).isHalfOpen();
            assertThat(breaker.call(() -> "answer")).isEqualTo("answer");
            assertThat(breaker).isClosed();
        }

        @Test
        void timePassesInTheMiddleOfAProbe(BreakerRegistry registry, TestFleet fleet) throws Exception {
            Breaker breaker = registry.get("sales_api");
            breaker.forceOpen(MINUTE);
            fleet.elapse(MINUTE);

            breaker.call(() -> {
                fleet.elapse(Duration.ofSeconds(29));
                return "within the lease";
            });
            assertThat(breaker).isClosed();
        }

        @Test
        void otherHostsSeeTheSame(Store store, TestFleet fleet) {
            Breaker here = Breaker.named("sales_api").store(store).build();
            Breaker there = Breaker.named("sales_api").store(fleet.newHost()).build();

            try (var permit = there.acquire()) {
                permit.failed(new IOException());
            }
            assertThat(here).isOpen().wasTrippedBy("host-2");
            here.reset();
            assertThat(there).isClosed();
        }
    }

    @Nested
    class ByHand {
        @RegisterExtension
        final FailfastExtension failfast = new FailfastExtension();

        @Test
        void canBeRegisteredByHand() {
            Breaker breaker = failfast.registry().get("sales_api");
            breaker.forceOpen(MINUTE);
            assertThat(breaker).isOpen();
            failfast.elapse(MINUTE);
            assertThat(breaker).isHalfOpen();
            assertThat(failfast.store().list()).hasSize(1);
            assertThat(failfast.dataSource()).isNotNull();
        }

        @Test
        void outsideOfATestThereIsNone() {
            assertThatThrownBy(() -> new FailfastExtension().fleet())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only while a test runs");
        }

        @Test
        void aFailedAssertionShowsTheWholeStatus() {
            Breaker breaker = failfast.registry().get("sales_api");
            breaker.forceOpen(MINUTE);

            assertThatThrownBy(() -> assertThat(breaker).isClosed())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("sales_api to be CLOSED")
                    .hasMessageContaining("state=OPEN")
                    .hasMessageContaining("host-1");
            assertThatThrownBy(() -> assertThat(breaker).hasTrips(2)).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> assertThat(breaker).hasReason("other")).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> assertThat(breaker).wasTrippedBy("other")).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> assertThat(breaker).isOpenForAtMost(Duration.ofSeconds(1)))
                    .isInstanceOf(AssertionError.class);
        }

        @Test
        void aFaultyStoreFailsNoCall() throws Exception {
            FaultyStore faulty = new FaultyStore(failfast.store());
            Breaker breaker = Breaker.named("sales_api").store(faulty).build();
            faulty.fail();

            assertThat(breaker.call(() -> "answer")).isEqualTo("answer");
            assertThat(faulty.calls()).isEqualTo(1);
            faulty.recover();
            faulty.loseAnswers(FaultyStore.Operation.TRIP);
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(faulty.calls(FaultyStore.Operation.TRIP)).isEqualTo(1);
            assertThat(breaker).isOpen();
        }
    }

    private static @Nullable String query(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
