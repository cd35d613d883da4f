package dev.failfast.db.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The databases that a test runs on: {@code @ParameterizedTest @EnumSource}. Safe for use by many threads. */
public enum TestDatabase {
    /** In memory. */
    H2 {
        @Override
        public FreshDatabase fresh() {
            var database = new FreshDatabase("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "sa");
            // Said once and not in the URL, because whoever is not an administrator may not say it.
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET DB_CLOSE_DELAY -1");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return database;
        }
    },
    /** A real server, see {@link PostgresServer#newest()}. */
    POSTGRES_NEWEST {
        @Override
        public FreshDatabase fresh() {
            return PostgresServer.newest().freshDatabase();
        }
    },
    /** A real server, see {@link PostgresServer#oldest()}; not where a server is {@linkplain SharedPostgres shared}. */
    POSTGRES_OLDEST {
        @Override
        public FreshDatabase fresh() {
            if (SharedPostgres.isGiven()) {
                throw NotShared.exception();
            }
            return PostgresServer.oldest().freshDatabase();
        }
    };

    /**
     * A database of the caller's own. The first call for PostgreSQL starts a server (seconds), others take about 0.1 s.
     *
     * @return an empty database
     */
    public abstract FreshDatabase fresh();
}
