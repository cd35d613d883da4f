package dev.failfast.jdbc;

import dev.failfast.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the dialect once: by the URL, or by the first connection. */
final class DialectFinder implements SqlStore.DialectOf {
    private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

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

    /**
     * Asks the database, which is better known now if it is not supported. Whatever its pool may do, this waits no
     * longer than said; a database that has not answered by then is asked again on first use.
     */
    void lookNow(DataSource dataSource, long patienceMillis) {
        FutureTask<Dialect> look = new FutureTask<>(() -> {
            try (Connection connection = dataSource.getConnection()) {
                return on(connection);
            }
        });
        Thread thread = new Thread(look, "failfast first look");
        thread.setDaemon(true);
        thread.start();
        try {
            look.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("the database of the store has not answered within {} ms; calls go on", patienceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof StoreException) {
                throw new IllegalArgumentException(cause.getMessage(), cause);
            }
            if (cause instanceof Error error) {
                throw error;
            }
            log.warn(
                    "the database of the store cannot be reached yet ({}, SQLState {})",
                    cause.getClass().getSimpleName(),
                    cause instanceof SQLException sql ? sql.getSQLState() : null);
        }
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
