package dev.failfast.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Borrows a connection for one statement that is a transaction of its own, bounded in time, and gives it back exactly
 * as it came: not every pool restores auto-commit and the network time-out itself.
 */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);
    private static final int UNKNOWN = -1;

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final int timeoutMillis;

    Connections(DataSource dataSource, int timeoutMillis) {
        this.dataSource = dataSource;
        this.timeoutMillis = timeoutMillis;
    }

    <T> T with(Work<T> work) throws SQLException {
        // An interrupt meant for the guarded call must not cost us the connection, nor close the file of an embedded
        // H2.
        boolean interrupted = Thread.interrupted();
        try (Connection connection = dataSource.getConnection()) {
            return on(connection, work);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T on(Connection connection, Work<T> work) throws SQLException {
        // Without a round trip on PostgreSQL and H2, unlike a commit.
        boolean autoCommit = connection.getAutoCommit();
        int networkTimeout = limitNetworkTimeout(connection);
        try {
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            return work.on(connection);
        } finally {
            restore(connection, autoCommit, networkTimeout);
        }
    }

    private int limitNetworkTimeout(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, timeoutMillis);
            return before;
        } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
            return UNKNOWN;
        }
    }

    /** Never throws: what was done is done, and what failed is more telling than this. */
    private static void restore(Connection connection, boolean autoCommit, int networkTimeout) {
        quietly(() -> {
            if (!autoCommit && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        });
        quietly(() -> {
            if (networkTimeout != UNKNOWN && !connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        });
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            log.debug("a connection goes back broken, as its pool will notice (SQLState {})", e.getSQLState());
        }
    }
}
