package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the pool that the application has: what it gets back, and what of its own work is left alone. */
class ApplicationPoolsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();
    private final Database postgres = Database.shared(TestDatabase.POSTGRES_NEWEST);

    /** What the connections of the pool are like when nobody has said otherwise. */
    enum Default {
        AUTO_COMMIT(true, Connection.TRANSACTION_READ_COMMITTED, false),
        NO_AUTO_COMMIT(false, Connection.TRANSACTION_READ_COMMITTED, false),
        REPEATABLE_READ(true, Connection.TRANSACTION_REPEATABLE_READ, false),
        SERIALIZABLE(false, Connection.TRANSACTION_SERIALIZABLE, false),
        READ_ONLY(true, Connection.TRANSACTION_READ_COMMITTED, true),
        READ_ONLY_SERIALIZABLE(false, Connection.TRANSACTION_SERIALIZABLE, true);

        private final boolean autoCommit;
        private final int isolation;
        private final boolean readOnly;

        Default(boolean autoCommit, int isolation, boolean readOnly) {
            this.autoCommit = autoCommit;
            this.isolation = isolation;
            this.readOnly = readOnly;
        }

        ApplicationPool.Options options() {
            return new ApplicationPool.Options(1, autoCommit, isolation, readOnly);
        }
    }

    static Stream<Arguments> poolsAndDefaults() {
        return Stream.of(ApplicationPool.values())
                .flatMap(pool -> Stream.of(Default.values()).map(value -> Arguments.of(pool, value)));
    }

    static Stream<Arguments> poolsAndAutoCommit() {
        return Stream.of(ApplicationPool.values())
                .flatMap(pool -> Stream.of(true, false).map(autoCommit -> Arguments.of(pool, autoCommit)));
    }

    static Stream<Arguments> poolsAndDatabases() {
        return Stream.of(ApplicationPool.values())
                .flatMap(pool -> Stream.of(TestDatabase.H2, TestDatabase.POSTGRES_NEWEST)
                        .flatMap(kind -> Stream.of(true, false).map(auto -> Arguments.of(pool, kind, auto))));
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private static Store store(DataSource pool, Duration timeout, String table) {
        TableName name = new TableName(table);
        int millis = Math.toIntExact(timeout.toMillis());
        return new SqlStore(
                new Connections(pool, millis), new DialectFinder(name, millis, false), name, "test", () -> {});
    }

    private static ConnectionSettings look(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return ConnectionSettings.of(connection);
        }
    }

    @ParameterizedTest
    @MethodSource("poolsAndDefaults")
    void theConnectionGoesBackAsItCame(ApplicationPool kind, Default value) throws Exception {
        // Where read-only means most, the driver has the server refuse writes outside of transactions too. Agroal lets
        // nobody make its connections writable, which leaves the store no way.
        FreshDatabase database = kind == ApplicationPool.AGROAL
                ? postgres.fresh()
                : ApplicationPool.with(postgres.fresh(), "readOnlyMode=always");
        DataSource pool = kind.open(database, value.options(), open);
        try (Connection connection = pool.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, 12_345); // some pools leave it at that
        }
        ConnectionSettings before = look(pool);
        assertThat(before.autoCommit()).isEqualTo(value.options().autoCommit());
        assertThat(before.readOnly()).isEqualTo(value.options().readOnly());
        assertThat(before.isolation()).isEqualTo(value.options().isolation());

        Store store = store(pool, Database.PATIENT, "broken_services");
        assertThat(store.trip(name, MINUTE, "reason")).isTrue();
        assertThat(look(pool)).as("trip").isEqualTo(before);
        assertThat(store.trip(name, MINUTE, "reason")).isFalse();
        assertThat(look(pool)).as("trip on a row").isEqualTo(before);
        assertThat(store.read(name)).isNotNull();
        assertThat(look(pool)).as("read").isEqualTo(before);
        postgres.expire(name);
        Instant fence = Objects.requireNonNull(store.claim(name, MINUTE));
        assertThat(look(pool)).as("claim").isEqualTo(before);
        assertThat(store.heal(name, fence)).isTrue();
        assertThat(look(pool)).as("heal").isEqualTo(before);
        Store nowhere = store(pool, Database.PATIENT, "no_such_table");
        assertThatThrownBy(() -> nowhere.trip(name, MINUTE, "reason"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no_such_table");
        assertThat(look(pool)).as("an error of the database").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("poolsAndAutoCommit")
    void afterATimeOutTheApplicationGetsConnectionsThatWork(ApplicationPool kind, boolean autoCommit) throws Exception {
        int size = 2;
        DataSource pool = kind.open(postgres.fresh(), ApplicationPool.Options.of(size, autoCommit), open);
        ConnectionSettings before = look(pool);
        postgres.run("CREATE SCHEMA IF NOT EXISTS slow");
        postgres.run(
                "CREATE OR REPLACE VIEW slow.broken_services AS SELECT"
                        + " pg_sleep(60)::text AS name, now() AS until, now() AS since, 1 AS trips, '' AS tripped_by, '' AS reason");

        Store store = store(pool, Duration.ofMillis(100), "slow.broken_services");
        for (int i = 0; i < size; i++) {
            assertThatThrownBy(() -> store.read(name))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("SQLState 08006");
        }
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE query LIKE '%slow.broken_services%' AND pid <> pg_backend_pid()");

        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Connection connection = open.add(pool.getConnection());
            all.add(connection);
            assertThat(ConnectionSettings.of(connection))
                    .usingRecursiveComparison()
                    .ignoringFields("backend")
                    .isEqualTo(before);
        }
        for (Connection connection : all) {
            connection.close();
        }
    }

    @ParameterizedTest
    @MethodSource("poolsAndDatabases")
    void aTripInTheCallersTransactionIsSeenAtOnceAndSurvivesItsRollback(
            ApplicationPool kind, TestDatabase databaseKind, boolean autoCommit) throws Exception {
        Database database = Database.shared(databaseKind);
        database.createOrders();
        DataSource pool = kind.open(database.fresh(), ApplicationPool.Options.of(2, autoCommit), open);
        Breaker breaker = breaker(JdbcStore.builder(pool));
        Breaker otherHost = breaker(database.host());

        try (Connection caller = pool.getConnection()) {
            caller.setAutoCommit(false);
            Database.run(caller, "INSERT INTO orders VALUES (1)");
            assertThat(catchThrowable(() -> breaker.run(ApplicationPoolsTest::fail)))
                    .hasMessage("failure");
            assertThat(otherHost.isOpen()).isTrue();
            assertThat(database.orders()).as("committed by the trip").isEmpty();
            caller.rollback();
            Database.run(caller, "INSERT INTO orders VALUES (2)");
            assertThat(breaker.isOpen()).isTrue();
            caller.commit();
        }
        assertThat(otherHost.isOpen()).isTrue();
        assertThat(database.orders()).containsExactly("2");
    }

    /** A careless pool, and a borrower before us who has not ended what it began. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnotherBorrowerLeftOpenIsNotCommittedByTheStore(boolean failed) throws Exception {
        postgres.createOrders();
        DataSource pool = ApplicationPool.TOMCAT.open(postgres.fresh(), ApplicationPool.Options.of(1, false), open);
        Breaker breaker = breaker(JdbcStore.builder(pool));
        try (Connection borrower = pool.getConnection()) {
            Database.run(borrower, "INSERT INTO orders VALUES (1)");
            if (failed) {
                assertThat(catchThrowable(() -> Database.run(borrower, "SELECT 1 / 0")))
                        .isNotNull();
            }
        }
        String log = Logged.by(() -> {
            for (int i = 0; i < 3; i++) {
                assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
                assertThatThrownBy(breaker::reset)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("in the middle of a transaction");
            }
        });
        assertThat(catchThrowable(() -> breaker.run(ApplicationPoolsTest::fail)))
                .hasMessage("failure");
        assertThat(breaker.isOpen()).isTrue();
        assertThat(postgres.orders()).as("committed by the store").isEmpty();
        assertThat(log).containsOnlyOnce("lends connections in the middle of a transaction");

        try (Connection next = pool.getConnection()) {
            next.rollback();
        }
        await().untilAsserted(() -> {
            assertThat(breaker.isOpen()).as("with a probe due at once").isFalse();
            assertThat(postgres.row(name)).as("the trip").isNotEmpty();
        });
    }

    @Test
    void aTransactionThatWasLeftOpenAndHasOnlyReadIsNoHindrance() throws Exception {
        DataSource pool = ApplicationPool.TOMCAT.open(postgres.fresh(), ApplicationPool.Options.of(1, false), open);
        Breaker breaker = breaker(JdbcStore.builder(pool));
        try (Connection borrower = pool.getConnection()) {
            Database.run(borrower, "SELECT 1");
        }
        String log = Logged.by(() -> {
            assertThat(breaker.isOpen()).isFalse();
            breaker.forceOpen();
        });
        assertThat(log).doesNotContain("transaction");
        assertThat(postgres.row(name)).isNotEmpty();
        assertThat(look(pool).autoCommit()).isFalse();
    }

    private Breaker breaker(JdbcStoreBuilder builder) {
        JdbcStore store = open.add(builder.timeout(Database.PATIENT).build());
        return Breaker.named(name).store(store).build();
    }

    private static void fail() {
        throw new IllegalStateException("failure");
    }
}
