package dev.failfast.examples.fleet;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.db.FailfastSchema;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The relational database that the application already has. */
final class Database implements AutoCloseable {
    private final String description;
    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final HikariDataSource pool;

    /** Null if it is none of the demo's own. */
    private final @Nullable DatabaseServer server;

    private Database(
            String description,
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable DatabaseServer server) {
        this.description = description;
        this.url = url;
        this.user = user;
        this.password = password;
        this.server = server;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(10_000);
        this.pool = new HikariDataSource(config);
    }

    private Database(DatabaseServer server) {
        this(server.description(), server.url(), server.user(), server.password(), server);
    }

    /** Starts it, or finds it, and migrates it. */
    static Database open(Options options) throws IOException, SQLException {
        Database database = find(options);
        FailfastSchema.migrate(database.pool);
        database.forgetService();
        return database;
    }

    private static Database find(Options options) throws IOException, SQLException {
        boolean outage = options.outage() != Outage.NONE;
        String db = options.db() == null ? (outage ? "postgresql" : "h2") : options.db();
        if (db.startsWith("jdbc:")) {
            if (outage) {
                throw new DemoException("demo.outage harms only a database of the demo's own: h2 or postgresql");
            }
            String kind = db.replaceFirst("^jdbc:([a-z0-9]*).*$", "$1");
            return new Database(kind + ", yours", db, options.user(), options.password(), null);
        }
        if (db.equals("h2") && options.outage() == Outage.RESTART) {
            throw new DemoException("demo.outage=restart needs demo.db=postgresql: the demo's H2 is in memory");
        }
        return new Database(
                switch (db) {
                    case "h2" -> H2Server.start();
                    case "postgresql" -> PostgresServer.start();
                    default -> throw new DemoException("demo.db must be h2, postgresql or jdbc:...");
                });
    }

    /** A run before may have left it broken. */
    private void forgetService() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM broken_services WHERE name = '" + Scenario.SERVICE + "'");
        }
    }

    String description() {
        return description;
    }

    DataSource dataSource() {
        return pool;
    }

    /** How a host gets there, for its environment; nothing to be shown. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(Host.URL, url);
        if (user != null) {
            settings.put(Host.USER, user);
        }
        if (password != null) {
            settings.put(Host.PASSWORD, password);
        }
        return settings;
    }

    void begin(Outage outage) throws IOException, InterruptedException {
        ownServer().begin(outage);
    }

    void end(Outage outage) throws IOException, InterruptedException {
        ownServer().end(outage);
    }

    private DatabaseServer ownServer() {
        return Objects.requireNonNull(server, "an outage of somebody else's server");
    }

    @Override
    public void close() throws IOException, SQLException {
        try (server) {
            forgetService();
            pool.close();
        }
    }
}
