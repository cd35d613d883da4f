package dev.failfast.test.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FaultyPostgres;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.PostgresServer;
import dev.failfast.jdbc.JdbcStore;
import dev.failfast.jdbc.JdbcStoreBuilder;
import dev.failfast.test.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host with its store, a database of its own, the network between them, and an operator with a way around it. */
final class Site implements AutoCloseable {
    /** The default, by which the bounds are reckoned. */
    static final Duration TIMEOUT = Duration.ofMillis(250);

    enum Pool {
        OWN(2, 250),
        APPLICATION(10, 500);

        final int size;
        final int connectionTimeoutMillis;

        Pool(int size, int connectionTimeoutMillis) {
            this.size = size;
            this.connectionTimeoutMillis = connectionTimeoutMillis;
        }
    }

    final FaultyPostgres server;
    final Pool pool;
    final FaultProxy proxy;
    final Store store;
    final Outages outages = new Outages();
    private final FreshDatabase database;
    private final @Nullable HikariDataSource applicationPool;

    Site(FaultyPostgres server, Pool pool, Duration timeout) throws IOException {
        this.server = server;
        this.pool = pool;
        database = server.freshDatabase();
        FailfastSchema.migrate(database.dataSource());
        URI address = URI.create(database.url().substring("jdbc:".length()));
        proxy = FaultProxy.inFrontOf(address.getHost(), address.getPort());
        FreshDatabase here = new FreshDatabase(proxy.through(database.url()), database.user(), database.password());
        applicationPool = pool == Pool.APPLICATION ? pool(here) : null;
        JdbcStoreBuilder builder = applicationPool == null
                ? JdbcStore.builder(here.url(), here.user(), here.password())
                : JdbcStore.builder(applicationPool);
        store = builder.timeout(timeout).listener(outages).build();
        outages.watch(PoolWatch.latest());
    }

    private static HikariDataSource pool(FreshDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(Pool.APPLICATION.size);
        config.setConnectionTimeout(Pool.APPLICATION.connectionTimeoutMillis);
        return new HikariDataSource(config);
    }

    /** Of an application that takes connections for something else. */
    HikariDataSource applicationPool() {
        return Objects.requireNonNull(applicationPool);
    }

    /** Around the network, with a role that may do everything. */
    Connection operator() throws SQLException {
        return database.dataSource(PostgresServer.SUPERUSER, "").getConnection();
    }

    /** As the role of the application, around the network. */
    Connection application() throws SQLException {
        return database.dataSource().getConnection();
    }

    /** Statements of an operator, each a transaction of its own. */
    void sql(String... statements) throws SQLException {
        try (Connection connection = operator()) {
            for (String statement : statements) {
                run(connection, statement);
            }
        }
    }

    /** Until further notice. */
    void breakByHand(String name) throws SQLException {
        sql("INSERT INTO broken_services(name, until) VALUES ('" + name + "', 'infinity')");
    }

    /** A service that is broken is so for a moment yet; then a probe is due. */
    void expireSoon(String name) throws SQLException {
        sql("INSERT INTO broken_services(name, until) VALUES ('" + name
                + "', clock_timestamp() + interval '0.7 s') ON CONFLICT (name) DO UPDATE SET until = excluded.until");
    }

    static int run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
        }
    }

    Breaker breaker(String name) {
        return Breaker.named(name).store(store).build();
    }

    /** The first column of each row. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = operator();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    /** Backends that serve the store, or did. */
    List<String> backends(String condition) throws SQLException {
        return rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = '"
                + database.user() + "' AND " + condition);
    }

    @Override
    public void close() {
        store.close();
        if (applicationPool != null) {
            applicationPool.close();
        }
        proxy.close();
    }
}
