package dev.failfast.jdbc;

import dev.failfast.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Chooses the dialect once: by the URL, or by the first connection. */
final class DialectFinder implements SqlStore.DialectOf {
    private final TableName table;
    private final long lockTimeoutMillis;
    private final boolean isSet;
    private volatile @Nullable Dialect found;

    DialectFinder(TableName table, long lockTimeoutMillis, boolean isSet) {
        this.table = table;
        this.lockTimeoutMillis = lockTimeoutMillis;
        this.isSet = isSet;
    }

    @Override
    public Dialect on(Connection connection) throws SQLException {
        Dialect dialect = found;
        return dialect == null ? find(connection.getMetaData().getDatabaseProductName()) : dialect;
    }

    void fromUrl(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            find("PostgreSQL");
        } else if (url.startsWith("jdbc:h2:")) {
            find("H2");
        } // else a driver that wraps another, whose connections will tell
    }

    private Dialect find(String product) {
        Dialect dialect = Dialect.of(product, table, lockTimeoutMillis, isSet);
        if (dialect == null) {
            throw new StoreException(
                    "JdbcStore supports " + Dialect.SUPPORTED + ", this database is " + product
                            + "; for others implement dev.failfast.Store and test it with StoreContract of failfast-test-support",
                    null);
        }
        found = dialect;
        return dialect;
    }
}
