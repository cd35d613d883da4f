package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Stores;
import dev.failfast.db.testing.FreshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a PostgreSQL server itself says of how often our table was looked into. */
final class TableUse {
    private final FreshDatabase database;

    TableUse(FreshDatabase database) {
        this.database = database;
    }

    /** How often since it was created. Waits for the clients to be gone, as each tells what it did when it leaves. */
    long lookUps() {
        Stores.await(
                "all clients of the database are gone",
                () -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
                        == 0);
        return number("SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'broken_services'");
    }

    private long number(String query) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }
}
