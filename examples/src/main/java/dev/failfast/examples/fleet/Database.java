package dev.failfast.examples.fleet;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.db.FailfastSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/** The relational database that the application already has. */
final class Database implements AutoCloseable {
    private final String description;
    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final HikariDataSource pool;
    private final Closeable server;

    private Database(
            String description, String url, @Nullable String user, @Nullable String password, Closeable server) {
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

    /** Starts it, or finds it, and migrates it. */
    static Database open(Options options) throws IOException, SQLException {
        String db = options.db() == null ? "h2" : options.db();
        Database database;
        if (db.startsWith("jdbc:")) {
            String kind = db.replaceFirst("^jdbc:([a-z0-9]*).*$", "$1");
            database = new Database(kind + ", yours", db, options.user(), options.password(), () -> {});
        } else {
            database = switch (db) {
                case "h2" -> h2();
                case "postgresql" -> postgresql();
                default -> throw new DemoException("demo.db must be h2, postgresql or jdbc:...");
            };
        }
        FailfastSchema.migrate(database.pool);
        database.forgetService();
        return database;
    }

    private static Database h2() throws SQLException {
        System.setProperty("h2.bindAddress", "localhost");
        String user = "fleet";
        String password = UUID.randomUUID().toString();
        String memory = "mem:fleet-" + UUID.randomUUID();
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://localhost:" + server.getPort() + '/' + memory + ";DB_CLOSE_DELAY=-1";
        return new Database("H2 server, in memory", url, user, password, server::stop);
    }

    private static Database postgresql() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        return new Database(
                "PostgreSQL server", server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", server);
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

    @Override
    public void close() throws IOException, SQLException {
        try (server) {
            forgetService();
            pool.close();
        }
    }
}
