package dev.failfast.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A migrated database, as the hosts and the operators of a test see it. What an operator does is plain SQL, each
 * statement on a connection of its own.
 */
record Database(TestDatabase kind, FreshDatabase fresh) {
    /** Time enough for one operation on a machine that does something else too. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    private static final Map<TestDatabase, Database> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** One for all tests, each of which takes {@linkplain #newName names of its own}. */
    static Database shared(TestDatabase kind) {
        return SHARED.computeIfAbsent(kind, Database::migrated);
    }

    /** For a test that looks at all rows, or changes the database itself. */
    static Database migrated(TestDatabase kind) {
        Database database = new Database(kind, kind.fresh());
        FailfastSchema.migrate(database.dataSource());
        return database;
    }

    static String newName() {
        return "service " + NAMES.incrementAndGet();
    }

    boolean isPostgres() {
        return kind != TestDatabase.H2;
    }

    DataSource dataSource() {
        return fresh.dataSource();
    }

    /** The pool of an application. */
    HikariDataSource pool(Consumer<HikariConfig> options) {
        return pool(dataSource(), options);
    }

    static HikariDataSource pool(DataSource dataSource, Consumer<HikariConfig> options) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setConnectionTimeout(2 * PATIENT.toMillis()); // not long, for a store that is patient
        options.accept(config);
        return new HikariDataSource(config);
    }

    /** One more host: a store on a pool of its own. */
    JdbcStoreBuilder host() {
        return JdbcStore.builder(fresh.url(), fresh.user(), fresh.password()).timeout(PATIENT);
    }

    // ---- the operator

    int run(String sql, Object... parameters) throws SQLException {
        try (Connection connection = dataSource().getConnection()) {
            return run(connection, sql, parameters);
        }
    }

    static int run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.execute() ? 0 : statement.getUpdateCount();
        }
    }

    /** Each row as one text, columns separated by a bar. */
    List<String> rows(String sql, Object... parameters) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    StringBuilder row = new StringBuilder().append(result.getString(1));
                    for (int i = 2; i <= result.getMetaData().getColumnCount(); i++) {
                        row.append('|').append(result.getString(i));
                    }
                    rows.add(row.toString());
                }
                return rows;
            }
        }
    }

    /** An empty table for an application's own work. */
    void createOrders() throws SQLException {
        run("DROP TABLE IF EXISTS orders");
        run("CREATE TABLE orders (id integer)");
    }

    /** The numbers of the orders that are committed. */
    List<String> orders() throws SQLException {
        return rows("SELECT id FROM orders ORDER BY id");
    }

    /** All there is in the table about a service, which is at most one row. */
    List<String> row(String name) throws SQLException {
        return rows("SELECT name, until, since, trips, tripped_by, reason FROM broken_services WHERE name = ?", name);
    }

    /** A time in seconds from the database's now, as SQL. */
    String fromNow(long seconds) {
        return isPostgres()
                ? "clock_timestamp() + interval '" + seconds + " seconds'"
                : "DATEADD(SECOND, " + seconds + ", CURRENT_TIMESTAMP)";
    }

    /** Breaks a service by hand, as an operator does who knows the two first columns. */
    void insert(String name, long secondsFromNow) throws SQLException {
        run("INSERT INTO broken_services(name, until) VALUES (?, " + fromNow(secondsFromNow) + ")", name);
    }

    /** Ends the break that there is, so that a probe is due. */
    void expire(String name) throws SQLException {
        run("UPDATE broken_services SET until = " + fromNow(-1) + " WHERE name = ?", name);
    }
}
