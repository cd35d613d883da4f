package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller that is in a transaction on the same pool that the store is on. */
class CallersTransactionTest {
    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();

    static Stream<Arguments> databasesAndIsolations() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of("READ_COMMITTED", "REPEATABLE_READ", "SERIALIZABLE")
                        .map(isolation -> Arguments.of(kind, isolation)));
    }

    private record Application(Database database, HikariDataSource pool, Breaker breaker, Breaker otherHost) {

        String orders() throws SQLException {
            return database.rows("SELECT COUNT(*) FROM orders").get(0);
        }
    }

    private Application application(TestDatabase kind, String isolation) throws SQLException {
        Database database = Database.shared(kind);
        database.createOrders();
        HikariDataSource pool = open.add(database.pool(options -> {
            options.setAutoCommit(false);
            options.setTransactionIsolation("TRANSACTION_" + isolation);
            options.setMaximumPoolSize(2);
        }));
        JdbcStore store =
                open.add(JdbcStore.builder(pool).timeout(Database.PATIENT).build());
        JdbcStore otherStore = open.add(database.host().build());
        return new Application(
                database,
                pool,
                Breaker.named(name).store(store).build(),
                Breaker.named(name).store(otherStore).build());
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private static void fail() {
        throw new IllegalStateException("failure");
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void aTripIsSeenByOtherHostsBeforeTheTransactionEndsAndSurvivesItsRollback(TestDatabase kind, String isolation)
            throws Exception {
        Application application = application(kind, isolation);
        try (Connection caller = application.pool().getConnection()) {
            Database.run(caller, "INSERT INTO orders VALUES (1)");
            assertThat(application.breaker().isOpen()).isFalse();
            Throwable thrown = catchThrowable(() -> application.breaker().run(CallersTransactionTest::fail));

            assertThat(thrown).hasMessage("failure");
            assertThat(application.otherHost().isOpen()).isTrue();
            assertThat(application.orders()).as("committed by the trip").isEqualTo("0");
            caller.rollback();
        }
        assertThat(application.otherHost().isOpen()).isTrue();
        assertThat(application.otherHost().status().trips()).isEqualTo(1);
        assertThat(application.orders()).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void aProbeAndItsHealSurviveTheRollbackToo(TestDatabase kind, String isolation) throws Exception {
        Application application = application(kind, isolation);
        application.database().insert(name, -1);
        try (Connection caller = application.pool().getConnection()) {
            Database.run(caller, "INSERT INTO orders VALUES (1)");
            application
                    .breaker()
                    .run(() -> assertThat(application.otherHost().tryAcquire())
                            .as("a second probe")
                            .isNull());

            assertThat(application.database().row(name)).isEmpty();
            assertThat(application.orders()).as("committed by the probe").isEqualTo("0");
            caller.rollback();
        }
        assertThat(application.database().row(name)).isEmpty();
        assertThat(application.orders()).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void theCallersOwnWorkIsCommittedByTheCallerAsIfNothingHadHappened(TestDatabase kind, String isolation)
            throws Exception {
        Application application = application(kind, isolation);
        try (Connection caller = application.pool().getConnection()) {
            Database.run(caller, "INSERT INTO orders VALUES (1)");
            assertThat(catchThrowable(() -> application.breaker().run(CallersTransactionTest::fail)))
                    .hasMessage("failure");
            Database.run(caller, "INSERT INTO orders VALUES (2)");
            assertThat(application.orders()).isEqualTo("0");
            caller.commit();
        }
        assertThat(application.orders()).isEqualTo("2");
    }
}
