package dev.failfast.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Borrows a connection for one statement that is a transaction of its own, bounded in time, and gives it back exactly
 * as it came: not every pool restores auto-commit and the network time-out itself.
 */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);
    private static final String POSTGRESQL = "PostgreSQL";
    private static final String READ_ONLY = "25006";
    private static final int UNKNOWN = -1;

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final int timeoutMillis;
    private final AtomicBoolean warned = new AtomicBoolean();

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
                turnAutoCommitOn(connection);
            }
            return evenIfReadOnly(connection, work);
        } finally {
            restore(connection, autoCommit, networkTimeout);
        }
    }

    /**
     * Refuses a connection on which this would commit somebody's writes: the caller's, if the data source knows of its
     * transaction without our knowing, or what a borrower before us left in a careless pool. A pool that takes part in
     * JTA's transactions objects itself.
     */
    private void turnAutoCommitOn(Connection connection) throws SQLException {
        try {
            if (POSTGRESQL.equals(connection.getMetaData().getDatabaseProductName())
                    && isInTransaction(connection)
                    && hasWritten(connection)) {
                throw new SQLException("in the middle of a transaction", SqlFailure.OPEN_TRANSACTION);
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            if (e.getSQLState() != null && !SqlFailure.isOpenTransaction(e)) {
                throw e;
            }
            if (warned.compareAndSet(false, true)) {
                log.warn("the store's data source lends connections in the middle of a transaction, perhaps the"
                        + " caller's; the store leaves those alone, and until it gets another, memory rules: give it"
                        + " the pool behind, or one of its own (JdbcStore.withOwnPool)");
            }
            throw new SQLException("in the middle of a transaction", SqlFailure.OPEN_TRANSACTION, e);
        }
    }

    /** PostgreSQL's driver tells without a round trip: it then takes no such setting, even if it changes nothing. */
    private static boolean isInTransaction(Connection connection) throws SQLException {
        try {
            connection.setReadOnly(connection.isReadOnly());
            return false;
        } catch (SQLException e) {
            if (SqlFailure.isOpenTransaction(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Many a pool leaves a transaction behind in which it has only looked whether the connection works. */
    private static boolean hasWritten(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")) {
            return !row.next() || row.getBoolean(1);
        }
    }

    /** Only a connection that turns out to be read-only costs more: not all databases know without a round trip. */
    private static <T> T evenIfReadOnly(Connection connection, Work<T> work) throws SQLException {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            if (!READ_ONLY.equals(e.getSQLState()) || !connection.isReadOnly() || !isMadeWritable(connection)) {
                throw e; // of a replica, or by order of an administrator
            }
        }
        try {
            return work.on(connection);
        } finally {
            quietly(() -> connection.setReadOnly(true));
        }
    }

    private static boolean isMadeWritable(Connection connection) {
        try {
            connection.setReadOnly(false);
            return true;
        } catch (SQLException e) {
            return false; // the pool does not allow it
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
