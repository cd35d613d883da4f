package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.db.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one connection of a pool that restores nothing itself goes back exactly as it came. */
class BorrowedConnectionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name = Database.newName();

    static Stream<Arguments> connections() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(true, false)
                        .flatMap(autoCommit -> Stream.of(
                                        Connection.TRANSACTION_READ_COMMITTED,
                                        Connection.TRANSACTION_REPEATABLE_READ,
                                        Connection.TRANSACTION_SERIALIZABLE)
                                .map(isolation -> Arguments.of(kind, autoCommit, isolation))));
    }

    @ParameterizedTest
    @MethodSource("connections")
    void afterEachOperationAndEachError(TestDatabase kind, boolean autoCommit, int isolation) throws Exception {
        Database database = Database.shared(kind);
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setTransactionIsolation(isolation);
            Database.run(connection, database.isPostgres() ? "SET lock_timeout = '77s'" : "SET LOCK_TIMEOUT 77000");
            connection.setAutoCommit(autoCommit);
            if (database.isPostgres()) {
                connection.setNetworkTimeout(Runnable::run, 12_345);
            }
            ConnectionSettings before = ConnectionSettings.of(connection);
            Tap tap = new Tap();
            Connections connections = new Connections(tap.over(new OneConnection(connection).dataSource()), 10_000);
            Store store = store(connections, "broken_services");

            assertThat(store.trip(name, MINUTE, "reason")).isTrue();
            assertThat(ConnectionSettings.of(connection)).as("trip").isEqualTo(before);
            assertThat(store.trip(name, MINUTE, "reason")).isFalse();
            assertThat(ConnectionSettings.of(connection)).as("trip on a row").isEqualTo(before);
            assertThat(store.read(name)).isNotNull();
            assertThat(ConnectionSettings.of(connection)).as("read").isEqualTo(before);
            assertThat(store.list()).isNotEmpty();
            assertThat(ConnectionSettings.of(connection)).as("list").isEqualTo(before);
            store.force(name, Duration.ofNanos(1), "reason");
            assertThat(ConnectionSettings.of(connection)).as("force").isEqualTo(before);
            store.reopen(name, claim(store), Duration.ofNanos(1), "reason");
            assertThat(ConnectionSettings.of(connection)).as("reopen").isEqualTo(before);
            store.release(name, claim(store), Duration.ZERO);
            assertThat(ConnectionSettings.of(connection)).as("release").isEqualTo(before);
            store.heal(name, claim(store));
            assertThat(ConnectionSettings.of(connection)).as("heal").isEqualTo(before);
            store.reset(name);
            assertThat(ConnectionSettings.of(connection)).as("reset").isEqualTo(before);

            Store nowhere = store(connections, "no_such_table");
            assertThat(catchThrowable(() -> nowhere.read(name)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no_such_table");
            assertThat(ConnectionSettings.of(connection))
                    .as("an error of the database")
                    .isEqualTo(before);
            tap.fault = sql -> {
                throw new IllegalStateException("by order of the test");
            };
            assertThat(catchThrowable(() -> store.read(name))).isNotNull();
            assertThat(ConnectionSettings.of(connection))
                    .as("an error of the driver")
                    .isEqualTo(before);
        }
    }

    @Test
    void aPoolThatAllowsNoWriteIsNotAskedTwice() throws Exception {
        try (Connection connection =
                Database.shared(TestDatabase.H2).dataSource().getConnection()) {
            Tap tap = new Tap();
            tap.failNext(1, "25006");
            Connection readOnly = otherwise(connection, (method, arguments) -> switch (method) {
                case "isReadOnly" -> true;
                case "setReadOnly" -> throw new SQLException("by order of the administrator");
                default -> null;
            });
            Store store = store(
                    new Connections(tap.over(new OneConnection(readOnly).dataSource()), 10_000), "broken_services");

            assertThat(catchThrowable(() -> store.trip(name, MINUTE, "reason"))).hasMessageContaining("is read-only");
            assertThat(tap.executed).hasSize(1);
        }
    }

    @Test
    void aDriverThatHasNoNetworkTimeoutIsGivenNone() throws Exception {
        try (Connection connection =
                Database.shared(TestDatabase.H2).dataSource().getConnection()) {
            Connection withoutTimeout = otherwise(connection, (method, arguments) -> switch (method) {
                case "getNetworkTimeout" -> throw new SQLFeatureNotSupportedException();
                case "setNetworkTimeout" -> throw new AssertionError(arguments);
                default -> null;
            });
            Store store =
                    store(new Connections(new OneConnection(withoutTimeout).dataSource(), 10_000), "broken_services");
            assertThat(store.trip(name, MINUTE, "reason")).isTrue();
        }
    }

    private interface Answer {
        /** Null: whatever the driver says. */
        @Nullable
        Object to(String method, @Nullable Object arguments) throws SQLException;
    }

    private static Connection otherwise(Connection origin, Answer answer) {
        return (Connection) Proxy.newProxyInstance(
                BorrowedConnectionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    Object other = answer.to(method.getName(), arguments);
                    return other != null ? other : method.invoke(origin, arguments);
                });
    }

    private static Store store(Connections connections, String table) {
        TableName name = new TableName(table);
        return new SqlStore(connections, new DialectFinder(name, 1_000, false), name, "test", () -> {});
    }

    private Instant claim(Store store) {
        return Objects.requireNonNull(store.claim(name, Duration.ofMinutes(1)), "a probe is due");
    }
}
