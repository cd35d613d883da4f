package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator's forgotten {@code BEGIN; UPDATE ...}. */
class LockedRowTest {
    private final String name = Database.newName();
    private final Events events = new Events();
    private final AutoCloseables open = new AutoCloseables();

    enum Pool {
        OWN,
        APPLICATION
    }

    static Stream<Arguments> pools() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(Pool.values()).map(pool -> Arguments.of(kind, pool)));
    }

    private Breaker breaker(Database database, Pool pool) {
        JdbcStoreBuilder builder = pool == Pool.OWN
                ? database.host()
                : JdbcStore.builder(open.add(database.pool(options -> {
                    options.addDataSourceProperty("ApplicationName", "failfast");
                })));
        // The server gives up after four fifths of it: a distance that a busy machine keeps.
        JdbcStore store = open.add(
                builder.timeout(Duration.ofMillis(1_500)).listener(events).build());
        return Breaker.named(name).store(store).build();
    }

    private Connection forgotten(Database database, String sql) throws SQLException {
        Connection operator = open.add(database.dataSource().getConnection());
        operator.setAutoCommit(false);
        assertThat(Database.run(operator, sql, name)).isEqualTo(1);
        return operator;
    }

    private static List<String> backends(Database database, String condition) throws SQLException {
        return database.isPostgres()
                ? database.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid() AND " + condition)
                : List.of();
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void callsGoOnAndNoBackendIsLeftWaitingWhenARowIsLockedThatIsDueForAProbe(TestDatabase kind, Pool pool)
            throws Exception {
        Database database = Database.shared(kind);
        database.insert(name, -1);
        Breaker breaker = breaker(database, pool);
        assertThat(breaker.isOpen()).isFalse();
        Connection operator = forgotten(database, "UPDATE broken_services SET reason = 'look' WHERE name = ?");
        List<String> before = backends(database, "query LIKE '%broken_services%'");

        for (int i = 0; i < 20; i++) {
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
        }
        assertThat(backends(database, "wait_event_type = 'Lock'")).isEmpty();
        assertThat(backends(database, "true"))
                .as("connections that the client gave up")
                .containsAll(before);
        assertThat(events.list()).isEmpty();

        operator.commit();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            breaker.run(() -> {});
            return database.row(name).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Pool.class)
    void aLockedTableIsAnOutageInWhichNoBackendIsLeftWaiting(Pool pool) throws Exception {
        Database database = Database.shared(TestDatabase.POSTGRES_NEWEST);
        Breaker breaker = breaker(database, pool);
        assertThat(breaker.isOpen()).isFalse();
        Connection operator = open.add(database.dataSource().getConnection());
        operator.setAutoCommit(false);
        try (Statement statement = operator.createStatement()) {
            statement.execute("LOCK TABLE broken_services");
        }

        assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
        assertThat(events.list()).singleElement().asString().startsWith("outage");
        assertThat(backends(database, "wait_event_type = 'Lock'"))
                .as("the read that noticed, on a pool whose connections are not bounded")
                .hasSizeLessThanOrEqualTo(pool == Pool.OWN ? 0 : 1);
        List<String> before = backends(database, "wait_event_type = 'Lock'");
        long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            assertThat(backends(database, "wait_event_type = 'Lock' AND query_start < now() - interval '2 seconds'"))
                    .isSubsetOf(before);
            return System.nanoTime() > until;
        });

        operator.rollback();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            breaker.run(() -> {});
            return events.list().contains("recovery");
        });
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aTripThatMeetsALockIsInForceHereAtOnceAndInTheTableAfterwards(TestDatabase kind, Pool pool) throws Exception {
        Database database = Database.shared(kind);
        Breaker breaker = breaker(database, pool);
        assertThat(breaker.isOpen()).isFalse();
        Connection operator = forgotten(
                database, "INSERT INTO broken_services(name, until) VALUES (?, " + database.fromNow(60) + ")");

        assertThat(catchThrowable(() -> breaker.run(() -> {
                    throw new IllegalStateException("failure");
                })))
                .hasMessage("failure");
        for (int i = 0; i < 20; i++) {
            assertThat(breaker.tryAcquire()).isNull();
        }
        assertThat(backends(database, "wait_event_type = 'Lock' AND query_start < now() - interval '2 seconds'"))
                .isEmpty();
        assertThat(events.list()).isEmpty();

        operator.rollback();
        // It is written with a probe due at once.
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Permit permit = breaker.tryAcquire();
            return permit != null && permit.isProbe();
        });
        assertThat(database.row(name)).hasSize(1);
    }
}
