package dev.failfast.benchmarks.calls;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.Where;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.jdbc.JdbcStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * failfast with one query per call, and what one would write by hand instead: a look-up of the same row, on the same
 * pool, before the same service is called.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class LookUps {
    /** A service with a row; the run has written it if the database is a server. */
    static final String OPEN = "open";

    /** What this class itself reads before it measures: each of its breakers once. */
    static final int READS_BEFORE = 2;

    private static final String CLOSED = "closed";

    /** Whose clock is right is the database's to say. */
    private static final String BY_HAND = "SELECT until, CURRENT_TIMESTAMP FROM broken_services WHERE name = ?";

    @Param({"H2", "H2_SERVER", "POSTGRESQL"})
    public Where where = Where.H2;

    private HikariDataSource pool;
    private Breaker closed;
    private Breaker open;

    @Setup
    public void open() {
        FreshDatabase database = where.inFork();
        pool = pool(database);
        JdbcStore store = Stores.watched(JdbcStore.builder(pool)).build();
        closed = Breaker.named(CLOSED).store(store).build();
        open = Breaker.named(OPEN).store(store).build();
        if (where == Where.H2) {
            open.forceOpen(Duration.ofDays(1));
        }
        if (closed.isOpen() || !open.isOpen()) {
            throw new IllegalStateException("the rows are not as they should be");
        }
    }

    /** On a server, before it is measured. */
    static void breakOpen(FreshDatabase database) {
        try (JdbcStore store = Stores.perCall(database, 1)) {
            Breaker.named(OPEN).store(store).build().forceOpen(Duration.ofDays(1));
        }
    }

    /** As the store's own, see {@code JdbcStore.withOwnPool}, but patient. */
    static HikariDataSource pool(FreshDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Stores.PATIENT.toMillis());
        return new HikariDataSource(config);
    }

    @TearDown
    public void close() {
        pool.close();
        Stores.refuseOutages();
    }

    @Benchmark
    public Object closed(Service service) {
        return closed.get(service);
    }

    @Benchmark
    public Object closedByHand(Service service) throws SQLException {
        return byHand(CLOSED, service);
    }

    @Benchmark
    public Object rejected(Service service) {
        try {
            return open.get(service);
        } catch (FailfastException e) {
            return service.rejected(e);
        }
    }

    @Benchmark
    public Object rejectedByHand(Service service) throws SQLException {
        return byHand(OPEN, service);
    }

    private Object byHand(String name, Service service) throws SQLException {
        Duration remaining = remaining(name);
        return remaining == null ? service.get() : service.rejected(remaining);
    }

    private @Nullable Duration remaining(String name) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(BY_HAND)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Duration.between(
                                row.getObject(2, OffsetDateTime.class), row.getObject(1, OffsetDateTime.class))
                        : null;
            }
        }
    }
}
