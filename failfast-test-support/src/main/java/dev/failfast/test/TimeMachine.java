package dev.failfast.test;

import dev.failfast.Breaker;
import dev.failfast.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass for stores on a database whose clock nobody can move: it moves the rows into the past instead. Stores
 * that are {@linkplain #travel wrapped} do not notice, also in the middle of a probe: the times they see and the fences
 * they hold are those of a database whose clock went on. SQL, and stores that are not wrapped, see the moved rows.
 *
 * <p>Safe for use by many threads, but an operation that is under way while time passes may belong to either side.
 */
public final class TimeMachine {
    private final DataSource dataSource;
    private final String table;
    private volatile Duration elapsed = Duration.ZERO;

    /**
     * For the table {@code broken_services}.
     *
     * @param dataSource the database, PostgreSQL or H2
     */
    public TimeMachine(DataSource dataSource) {
        this(dataSource, "broken_services");
    }

    /**
     * For another table.
     *
     * @param dataSource the database, PostgreSQL or H2
     * @param table its name, as SQL
     */
    public TimeMachine(DataSource dataSource, String table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /**
     * Lets time pass. One statement.
     *
     * @param duration how much, not negative
     * @throws IllegalArgumentException if it is negative
     */
    public void elapse(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative, was " + duration);
        }
        try (Connection connection = dataSource.getConnection()) {
            boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
            String earlier = h2
                    ? "until = DATEADD(MICROSECOND, -?, until), since = DATEADD(MICROSECOND, -?, since)"
                    : "until = until - ? * interval '1 microsecond', since = since - ? * interval '1 microsecond'";
            // Not a row that says until further notice, which on H2 is a far date.
            String sql = "UPDATE " + table + " SET " + earlier
                    + " WHERE until < TIMESTAMP WITH TIME ZONE '9999-01-01 00:00:00+00'";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                long micros = duration.getSeconds() * 1_000_000 + duration.getNano() / 1_000;
                statement.setLong(1, micros);
                statement.setLong(2, micros);
                statement.executeUpdate();
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("time did not pass", e);
        }
        elapsed = elapsed.plus(duration);
    }

    /**
     * A store for which time passes as for everybody else.
     *
     * @param store a store on this database
     * @return the same store, in whose answers the time that has passed is accounted for
     */
    public Store travel(Store store) {
        return new Travelling(store);
    }

    private final class Travelling extends ForwardingStore {
        Travelling(Store store) {
            super(store);
        }

        @Override
        public Breaker.@Nullable Status read(String name) {
            Breaker.Status row = super.read(name);
            return row == null ? null : later(row);
        }

        @Override
        public @Nullable Instant claim(String name, Duration lease) {
            Instant fence = super.claim(name, lease);
            return fence == null ? null : fence.plus(elapsed);
        }

        @Override
        public boolean heal(String name, Instant fence) {
            return super.heal(name, fence.minus(elapsed));
        }

        @Override
        public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
            return super.reopen(name, fence.minus(elapsed), openFor, reason);
        }

        @Override
        public boolean release(String name, Instant fence, Duration delay) {
            return super.release(name, fence.minus(elapsed), delay);
        }

        @Override
        public List<Breaker.Status> list() {
            return super.list().stream().map(this::later).toList();
        }

        private Breaker.Status later(Breaker.Status row) {
            return new Breaker.Status(
                    row.name(),
                    row.state(),
                    later(row.until()),
                    row.remaining(),
                    later(row.since()),
                    row.trips(),
                    row.trippedBy(),
                    row.reason());
        }

        private @Nullable Instant later(@Nullable Instant time) {
            return time == null || time.equals(Instant.MAX) ? time : time.plus(elapsed);
        }
    }
}
