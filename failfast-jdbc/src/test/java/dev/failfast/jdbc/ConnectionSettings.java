package dev.failfast.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.jdbc.PgConnection;

/** Which connection it is, and what a borrower can change of it. */
record ConnectionSettings(
        String backend,
        boolean autoCommit,
        int networkTimeout,
        int isolation,
        boolean readOnly,
        int holdability,
        String schema,
        String lockTimeout,
        String readOnlyByDefault,
        String transaction) {

    static ConnectionSettings of(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        String open = transaction(connection);
        boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        postgres
                                ? "SELECT pg_backend_pid(), current_setting('lock_timeout'),"
                                        + " current_setting('default_transaction_read_only')"
                                : "SELECT SESSION_ID(), LOCK_TIMEOUT(), ''")) {
            row.next();
            return new ConnectionSettings(
                    row.getString(1),
                    autoCommit,
                    connection.getNetworkTimeout(),
                    connection.getTransactionIsolation(),
                    connection.isReadOnly(),
                    connection.getHoldability(),
                    connection.getSchema(),
                    row.getString(2),
                    row.getString(3),
                    open);
        } finally {
            // Without a transaction that would be left behind.
            if (!autoCommit) {
                connection.rollback();
            }
        }
    }

    private static String transaction(Connection connection) throws SQLException {
        return connection.isWrapperFor(PgConnection.class)
                ? connection.unwrap(PgConnection.class).getTransactionState().name()
                : "";
    }
}
