package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcStoreOptionsTest {
    private final String name = Database.newName();

    private static JdbcStoreBuilder builder() {
        return JdbcStore.builder("jdbc:h2:mem:", "sa", "");
    }

    // ---- table

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aTableInAnotherSchema(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        FailfastSchema.migrate(database.dataSource(), "ops");
        try (JdbcStore store = database.host().table("ops.broken_services").build()) {
            Breaker breaker = Breaker.named(name).store(store).build();
            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException("failure");
                    }))
                    .hasMessage("failure");
            assertThat(database.rows("SELECT name FROM ops.broken_services")).containsExactly(name);
            assertThat(database.row(name)).as("in the other table").isEmpty();

            database.run("UPDATE ops.broken_services SET until = " + database.fromNow(-1));
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            breaker.forceOpen();
            assertThat(store.list()).extracting(Breaker.Status::name).containsExactly(name);
            breaker.reset();
            assertThat(database.rows("SELECT name FROM ops.broken_services")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "broken_services;",
                "broken_services; DROP TABLE orders",
                "broken_services -- ",
                "broken_services\n",
                "a.b.c",
                "a.",
                ".a",
                "1a",
                "a.1b",
                "a-b",
                "a'b",
                "\"quoted\"",
                "a$b",
                "t\u00E4ble",
                "a123456789012345678901234567890123456789012345678901234567890123"
            })
    void whatIsNoIdentifierIsNoTable(String table) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().table(table))
                .withMessage("table must be an identifier, or schema.identifier, of letters, digits and underscores,"
                        + " at most 63 each and none beginning with a digit; was \"" + table + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "_",
                "Broken_Services2",
                "schema.table",
                "a12345678901234567890123456789012345678901234567890123456789012"
            })
    void anIdentifierIsATable(String table) {
        assertThat(builder().table(table)).isNotNull();
    }

    // ---- the others

    @Test
    void anInstanceHas1To255Characters() {
        String rule = "instance must have 1 to 255 characters and not be blank, had ";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().instance(""))
                .withMessage(rule + 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().instance("  "))
                .withMessage(rule + 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().instance("i".repeat(256)))
                .withMessage(rule + 256);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theInstanceIsWhatOperatorsSee(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        String longest = "\u20AC".repeat(255);
        try (JdbcStore store = database.host().instance(longest).build();
                JdbcStore unnamed = database.host().build()) {
            store.trip(name, Duration.ofMinutes(1), "reason");
            assertThat(database.rows("SELECT tripped_by FROM broken_services WHERE name = ?", name))
                    .containsExactly(longest);
            unnamed.force(name, null, "reason");
            assertThat(database.rows("SELECT tripped_by FROM broken_services WHERE name = ?", name))
                    .singleElement()
                    .asString()
                    .endsWith(" pid " + ProcessHandle.current().pid());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT1M0.000000001S", "PT24H"})
    void aTimeoutIsAMillisecondToAMinute(Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().timeout(timeout))
                .withMessage("timeout must be PT0.001S to PT1M, was " + timeout);
    }

    /** A JVM that has just begun is slow, whatever the time-out is. */
    @Test
    void aSnapshotHasFourTimesTheTimeoutAndASecondAtLeast() {
        assertThat(builder().timeout(Duration.ofMillis(1)).patience()).hasSeconds(1);
        assertThat(builder().timeout(Duration.ofSeconds(1)).patience()).hasSeconds(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void aPoolHas1To100Connections(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().poolSize(size))
                .withMessage("poolSize must be 1 to 100, was " + size);
    }

    @Test
    void theEndsOfBothRangesAreTaken() {
        JdbcStoreBuilder builder = builder();
        assertThat(builder.timeout(Duration.ofMillis(1)).timeout(Duration.ofMinutes(1)))
                .isSameAs(builder);
        assertThat(builder.poolSize(1).poolSize(100)).isSameAs(builder);
    }

    @Test
    void theApplicationsPoolHasItsOwnSize() {
        DataSource pool = Database.shared(TestDatabase.H2).dataSource();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.builder(pool).poolSize(2))
                .withMessage("poolSize is for a pool of the store's own; this one is the application's");
    }

    // ---- databases

    @Test
    void anUnknownDatabaseIsRefusedWithAWayOut() {
        AtomicInteger open = new AtomicInteger();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.builder(databaseNamed("Oracle", open))
                        .timeout(Database.PATIENT)
                        .build())
                .withMessage("JdbcStore supports PostgreSQL and H2, this database is Oracle; for others implement"
                        + " dev.failfast.Store and test it with StoreContract of failfast-test-support");
        assertThat(open).as("connections that are left open").hasValue(0);
    }

    @Test
    void anUnknownDatabaseThatIsReachedLaterFailsNoCallAndIsNamedInTheLog() {
        AtomicInteger open = new AtomicInteger();
        AtomicBoolean up = new AtomicBoolean();
        DataSource oracle = databaseNamed("Oracle", open);
        DataSource downAtFirst = proxy(DataSource.class, "getConnection", () -> {
            if (up.get()) {
                return oracle.getConnection();
            }
            throw new SQLException("down", "08001");
        });
        Events events = new Events();
        JdbcStore store = JdbcStore.builder(downAtFirst).listener(events).build();
        up.set(true);

        assertThat(Breaker.named(name).store(store).build().get(() -> "answer")).isEqualTo("answer");
        assertThat(events.list()).singleElement().asString().contains("PostgreSQL and H2, this database is Oracle");
        assertThat(open).hasValue(0);
    }

    private static DataSource databaseNamed(String product, AtomicInteger open) {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, "getDatabaseProductName", () -> product);
        Connection connection = (Connection) Proxy.newProxyInstance(
                JdbcStoreOptionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                        return null;
                    }
                    return switch (method.getName()) {
                        case "getMetaData" -> metaData;
                        case "getAutoCommit" -> true;
                        case "getNetworkTimeout" -> 0;
                        case "setNetworkTimeout" -> null;
                        case "isClosed" -> false;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        return proxy(DataSource.class, "getConnection", () -> {
            open.incrementAndGet();
            return connection;
        });
    }

    private interface Answer {
        Object get() throws SQLException;
    }

    private static <T> T proxy(Class<T> type, String only, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                JdbcStoreOptionsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isWrapperFor")) {
                        return false;
                    }
                    assertThat(method.getName()).isEqualTo(only);
                    return answer.get();
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:oracle:thin:scott/hunter2@db.example:1521/x",
                "jdbc:mysql://scott:hunter2@db.example/x?password=hunter2",
                "scott:hunter2@db.example",
                "JDBC:POSTGRESQL://db.example/x?password=hunter2",
                "jdbc:\nhunter2"
            })
    void aUrlWithoutADriverIsRefusedWithoutTellingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.withOwnPool(url, "scott", "hunter2"))
                .withMessageStartingWith("no JDBC driver on the class path takes ")
                .withMessageEndingWith("; add the driver of your database")
                .satisfies(e -> assertThat(e).hasStackTraceContaining("no JDBC driver"))
                .satisfies(e -> {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t.toString()).doesNotContain("hunter2").doesNotContain("scott");
                    }
                });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.withOwnPool("jdbc:oracle:thin:scott/hunter2@x", null, null))
                .withMessageContaining("takes jdbc:oracle;");
    }
}
