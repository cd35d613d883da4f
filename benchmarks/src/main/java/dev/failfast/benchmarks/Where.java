package dev.failfast.benchmarks;

import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.PostgresServer;
import dev.failfast.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.h2.tools.Server;

/** A kind of database. The run starts the servers, once each; the JVMs that it forks are told where they are. */
public enum Where {
    /** In the memory of the process that asks. */
    H2("H2, in memory") {
        @Override
        FreshDatabase fresh() {
            return TestDatabase.H2.fresh();
        }

        @Override
        public FreshDatabase inFork() {
            return migrated(fresh());
        }
    },
    /** In the memory of another process, asked through TCP. */
    H2_SERVER("H2, server") {
        @Override
        FreshDatabase fresh() {
            System.setProperty("h2.bindAddress", "localhost");
            String name = "mem:" + UUID.randomUUID();
            try {
                Server server =
                        Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
                String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + name + ";DB_CLOSE_DELAY=-1";
                return new FreshDatabase(url, "sa", "sa");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    },
    /** A server of its own. */
    POSTGRESQL("PostgreSQL") {
        @Override
        FreshDatabase fresh() {
            return PostgresServer.newest().freshDatabase();
        }
    };

    private static final String URL = "bench.url";
    private static final String USER = "bench.user";
    private static final String PASSWORD = "bench.password";

    private final String title;

    Where(String title) {
        this.title = title;
    }

    abstract FreshDatabase fresh();

    /** The database, for a fork. */
    public FreshDatabase inFork() {
        return new FreshDatabase(System.getProperty(URL), System.getProperty(USER), System.getProperty(PASSWORD));
    }

    /** A new database with our table in it, for the run. */
    public FreshDatabase start() {
        return migrated(fresh());
    }

    private static FreshDatabase migrated(FreshDatabase database) {
        FailfastSchema.migrate(database.dataSource());
        return database;
    }

    /** What {@link #inFork} has to be told. */
    public static Map<String, String> properties(FreshDatabase database) {
        return Map.of(URL, database.url(), USER, database.user(), PASSWORD, database.password());
    }

    @Override
    public String toString() {
        return title;
    }
}
