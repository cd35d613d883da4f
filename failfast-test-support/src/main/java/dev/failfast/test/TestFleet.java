package dev.failfast.test;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.jdbc.JdbcStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A fleet in one process: an H2 database in memory with the table in it, and as many hosts on it as a test likes. Time
 * passes when the test says so. Usually from {@link FailfastTest} or {@link FailfastExtension}, which close it.
 *
 * <p>Safe for use by many threads.
 */
public final class TestFleet implements AutoCloseable {
    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final TimeMachine time;
    private final AtomicInteger hosts = new AtomicInteger();
    private final List<Store> stores = new CopyOnWriteArrayList<>();
    private final Store store;
    private final BreakerRegistry registry;

    /** A fleet of one host on a new database. */
    public TestFleet() {
        // Not closed with the last connection: every statement of a store has a connection of its own.
        dataSource.setURL("jdbc:h2:mem:failfast-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        FailfastSchema.migrate(dataSource);
        time = new TimeMachine(dataSource);
        store = newHost();
        registry = BreakerRegistry.builder().store(store).build();
    }

    /**
     * The database, with the table {@code broken_services} and the view {@code broken_services_status}. For SQL as
     * operators write it, and for the application's own tables.
     *
     * @return a data source without a pool
     */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * The store of the first host.
     *
     * @return a store that {@link #elapse} works on
     */
    public Store store() {
        return store;
    }

    /**
     * A registry on {@link #store()} with all defaults.
     *
     * @return the same registry each time
     */
    public BreakerRegistry registry() {
        return registry;
    }

    /**
     * One more host: a store of its own on the same database. What it trips is tripped by {@code host-2},
     * {@code host-3} and so on; the first one is {@code host-1}.
     *
     * @return a new store, closed with the fleet
     */
    public Store newHost() {
        Store host = time.travel(JdbcStore.builder(dataSource)
                .instance("host-" + hosts.incrementAndGet())
                .build());
        stores.add(host);
        return host;
    }

    /**
     * Lets time pass for all hosts, without waiting: {@code elapse(Duration.ofSeconds(60))} ends a break of 60 seconds.
     *
     * @param duration how much, not negative
     */
    public void elapse(Duration duration) {
        time.elapse(duration);
    }

    /** Closes the stores and drops the database. */
    @Override
    public void close() {
        stores.forEach(Store::close);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw new IllegalStateException("the test's database did not close", e);
        }
    }
}
