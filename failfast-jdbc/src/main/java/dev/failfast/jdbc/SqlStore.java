package dev.failfast.jdbc;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements of a {@link Dialect}, each with its parameters and the meaning of its answer. */
final class SqlStore implements Store {
    /** A date from here on says until further notice, like PostgreSQL's infinity. */
    private static final int FAR_YEAR = 9999;

    private final Connections connections;
    private final DialectOf dialect;
    private final TableName table;
    private final String instance;
    private final Runnable onClose;
    private volatile boolean closed;

    /** Finds the dialect on a connection, when the first one is had. */
    interface DialectOf {
        Dialect on(Connection connection) throws SQLException;
    }

    private interface Statement<T> {
        T run(Connection connection, Dialect sql) throws SQLException;
    }

    SqlStore(Connections connections, DialectOf dialect, TableName table, String instance, Runnable onClose) {
        this.connections = connections;
        this.dialect = dialect;
        this.table = table;
        this.instance = instance;
        this.onClose = onClose;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        return row(name, Dialect::read, SqlStore::status);
    }

    @Override
    public Breaker.@Nullable Status look(String name) {
        return row(name, Dialect::look, row -> look(name, row));
    }

    private Breaker.@Nullable Status row(String name, Function<Dialect, String> query, Columns columns) {
        try {
            Optional<Breaker.Status> found = attempt((connection, sql) -> {
                try (PreparedStatement statement = prepare(connection, query.apply(sql), name);
                        ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(columns.of(row)) : Optional.empty();
                }
            });
            return found.orElse(null);
        } catch (SQLException e) {
            throw SqlFailure.ofRead("read " + name, table, e);
        }
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return twice("trip " + name, (connection, sql) -> {
            try {
                return update(connection, sql, sql.trip(), name, micros(openFor), instance, reason) == 1;
            } catch (SQLException e) {
                if (SqlFailure.isDuplicateKey(e)) {
                    return false; // somebody was first
                }
                throw e;
            }
        });
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        Optional<Instant> fence = once("claim " + name, (connection, sql) -> {
            try (PreparedStatement statement = prepare(connection, sql.claim(), micros(lease), name);
                    ResultSet row = execute(statement, sql).getResultSet()) {
                return row.next() ? Optional.ofNullable(instant(row, 1)) : Optional.empty();
            } catch (SQLException e) {
                if (SqlFailure.isLostRace(e)) {
                    return Optional.empty(); // not known to be ours, so it is not; the next call may claim
                }
                throw e;
            }
        });
        return fence.orElse(null);
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return twice("heal " + name, (connection, sql) -> update(connection, sql, sql.heal(), name, fence) == 1);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return twice(
                "reopen " + name,
                (connection, sql) ->
                        update(connection, sql, sql.reopen(), micros(openFor), instance, reason, name, fence) == 1);
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return once(
                "release " + name,
                (connection, sql) -> update(connection, sql, sql.release(), micros(delay), name, fence) == 1);
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        twice(
                "force open " + name,
                (connection, sql) -> openFor == null
                        ? update(connection, sql, sql.forceUntilFurtherNotice(), name, instance, reason)
                        : update(connection, sql, sql.force(), name, micros(openFor), instance, reason));
    }

    @Override
    public void reset(String name) {
        twice("reset " + name, (connection, sql) -> update(connection, sql, sql.reset(), name));
    }

    @Override
    public List<Breaker.Status> list() {
        return twice("list", (connection, sql) -> {
            List<Breaker.Status> rows = new ArrayList<>();
            try (PreparedStatement statement = prepare(connection, sql.list());
                    ResultSet row = execute(statement, sql).getResultSet()) {
                while (row.next()) {
                    rows.add(status(row));
                }
            }
            return List.copyOf(rows);
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }

    // ---- one statement, and what can happen to it

    private <T> T once(String operation, Statement<T> statement) {
        try {
            return attempt(statement);
        } catch (SQLException e) {
            throw SqlFailure.translate(operation, table, e);
        }
    }

    /** For what must not be lost because other transactions were in the way; a second loss is reported. */
    private <T> T twice(String operation, Statement<T> statement) {
        try {
            return attempt(statement);
        } catch (SQLException e) {
            // A duplicate key gets here only from an upsert that lost a race, and the next one will find the row.
            if (SqlFailure.isLostRace(e) || SqlFailure.isDuplicateKey(e)) {
                return once(operation, statement);
            }
            throw SqlFailure.translate(operation, table, e);
        }
    }

    private <T> T attempt(Statement<T> statement) throws SQLException {
        if (closed) {
            throw new StoreException("the store is closed", null);
        }
        try {
            return connections.with(connection -> statement.run(connection, dialect.on(connection)));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) { // of a data source that routes, or is closed
            throw new StoreException("the data source threw " + e.getClass().getName(), e);
        }
    }

    // ---- parameters and columns

    private static int update(Connection connection, Dialect sql, String statement, Object... parameters)
            throws SQLException {
        try (PreparedStatement prepared = prepare(connection, statement, parameters)) {
            return execute(prepared, sql).getUpdateCount();
        }
    }

    /** Leaves the statement at its result, after that of what bounds it. */
    private static PreparedStatement execute(PreparedStatement statement, Dialect sql) throws SQLException {
        statement.execute();
        if (sql.isPrefixed()) {
            statement.getMoreResults();
        }
        return statement;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            statement.setObject(i + 1, parameter instanceof Instant fence ? fence.atOffset(ZoneOffset.UTC) : parameter);
        }
        return statement;
    }

    private interface Columns {
        Breaker.Status of(ResultSet row) throws SQLException;
    }

    private static Breaker.Status look(String name, ResultSet row) throws SQLException {
        return Breaker.Status.of(name, until(row, 1), now(row, 2), null, 1, null, null);
    }

    private static Breaker.Status status(ResultSet row) throws SQLException {
        return Breaker.Status.of(
                row.getString(1),
                until(row, 2),
                now(row, 7),
                instant(row, 3),
                row.getInt(4),
                row.getString(5),
                row.getString(6));
    }

    /** A table made by hand may allow NULL; it can only mean OPEN. */
    private static Instant until(ResultSet row, int column) throws SQLException {
        Instant until = instant(row, column);
        return until == null ? Instant.MAX : until;
    }

    private static Instant now(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        if (time == null) {
            return null;
        }
        return time.getYear() >= FAR_YEAR ? Instant.MAX : time.toInstant();
    }

    /** Rounded up, so that no positive time becomes none. */
    private static long micros(Duration duration) {
        return duration.getSeconds() * 1_000_000 + (duration.getNano() + 999) / 1_000;
    }
}
