package dev.failfast.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.OutageStore;
import dev.failfast.Store;
import dev.failfast.StoreListener;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of a {@link JdbcStore}; each has a default, and replaces what was given before. Not safe for use by many
 * threads.
 */
public final class JdbcStoreBuilder {
    private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_CACHE = Duration.ofMillis(10);
    private static final Duration LONGEST_CACHE = Duration.ofHours(1);

    /** Null with a pool of the store's own. */
    private final @Nullable DataSource dataSource;

    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;

    private TableName table = TableName.DEFAULT;
    private @Nullable String instance;
    private Duration timeout = Duration.ofMillis(250);
    private int poolSize = OwnPool.DEFAULT_SIZE;
    private @Nullable Duration cacheFor;
    private @Nullable StoreListener listener;

    JdbcStoreBuilder(DataSource dataSource) {
        this.dataSource = TransactionalProxies.unwrap(dataSource);
        this.url = "";
        this.user = null;
        this.password = null;
    }

    JdbcStoreBuilder(String url, @Nullable String user, @Nullable String password) {
        this.dataSource = null;
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * The table. Default: {@code broken_services}, in whatever schema the connection finds it.
     *
     * @param table an identifier, or {@code schema.identifier}: letters, digits and underscores
     * @return this
     * @throws IllegalArgumentException if it is not an identifier
     */
    public JdbcStoreBuilder table(String table) {
        this.table = new TableName(table);
        return this;
    }

    /**
     * What operators see in {@code tripped_by} when this process trips a service. Default: host and pid.
     *
     * @param instance 1 to 255 characters, not blank, no control characters
     * @return this
     * @throws IllegalArgumentException if it is none of these
     */
    public JdbcStoreBuilder instance(String instance) {
        this.instance = InstanceName.check(instance);
        return this;
    }

    /**
     * How long one operation may wait for an answer of the database. Default: 250 milliseconds. It is the network
     * time-out of the borrowed connection. A wait for a row's lock ends on the server after four fifths of it.
     *
     * <p>H2 takes both from the URL alone. A pool of the store's own sets them, {@code NETWORK_TIMEOUT} to at least 250
     * milliseconds because it bounds opening a connection too. With a pool of the application they are what its URL
     * says, and without {@code NETWORK_TIMEOUT} there a server that hangs keeps whoever asks it.
     *
     * <p>A pool of the store's own waits as long for a connection, but at least 250 milliseconds; one of the
     * application as long as it is configured to.
     *
     * @param timeout 1 millisecond to 1 minute
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public JdbcStoreBuilder timeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout must be PT0.001S to " + LONGEST_TIMEOUT + ", was " + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /**
     * How many connections a pool of the store's own has. Default: 2, each busy for the time of one indexed look-up.
     *
     * @param connections 1 to 100
     * @return this
     * @throws IllegalArgumentException if it is out of range, or the store is on the application's data source
     */
    public JdbcStoreBuilder poolSize(int connections) {
        if (dataSource != null) {
            throw new IllegalArgumentException(
                    "poolSize is for a pool of the store's own; this one is the application's");
        }
        if (connections < 1 || connections > 100) {
            throw new IllegalArgumentException("poolSize must be 1 to 100, was " + connections);
        }
        this.poolSize = connections;
        return this;
    }

    /**
     * Answers reads from a snapshot of the table, which is nearly always empty, instead of one query per call. It is
     * taken in the background once per interval, whatever the number of breakers and calls, and no caller waits for the
     * database to read. What this process trips, heals or resets it sees at once; what other hosts and operators do
     * after one interval and the time of one query at the most. See {@link OutageStore#cached}. Default: no cache.
     *
     * @param interval 10 milliseconds to 1 hour; 1 second is a good start
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public JdbcStoreBuilder cacheFor(Duration interval) {
        if (interval.compareTo(SHORTEST_CACHE) < 0 || interval.compareTo(LONGEST_CACHE) > 0) {
            throw new IllegalArgumentException(
                    "cacheFor must be " + SHORTEST_CACHE + " to " + LONGEST_CACHE + ", was " + interval);
        }
        this.cacheFor = interval;
        return this;
    }

    /**
     * Is told when the database cannot be used and when it can again, and how long each statement took. Default: nobody
     * but the log, and then no statement is timed.
     *
     * @param listener the listener
     * @return this
     */
    public JdbcStoreBuilder listener(StoreListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Makes the store.
     *
     * @return a store
     * @throws IllegalArgumentException if the database is not supported
     */
    public JdbcStore build() {
        return new JdbcStore(this);
    }

    Store open() {
        int timeoutMillis = Math.toIntExact(timeout.toMillis());
        String name = instance == null ? InstanceName.ofThisProcess() : instance;
        DialectFinder dialect = new DialectFinder(
                table, OwnPool.lockTimeout(timeoutMillis), dataSource == null && OwnPool.setsLockTimeout(url));
        DataSource pool = dataSource;
        Runnable onClose = () -> {};
        if (pool == null) {
            dialect.fromUrl(url);
            HikariDataSource own = OwnPool.open(url, user, password, poolSize, timeoutMillis);
            pool = own;
            onClose = own::close;
        } else {
            warnOfLongWaits(pool, timeout);
            dialect.lookNow(pool, timeoutMillis + OwnPool.FLOOR_MILLIS);
        }
        Store sql = new SqlStore(new Connections(pool, timeoutMillis), dialect, table, name, onClose);
        return cacheFor == null
                ? new OutageStore(sql, listener)
                : OutageStore.cached(sql, listener, cacheFor, patience());
    }

    /** Twice what a query and the wait for a connection may take. */
    Duration patience() {
        Duration twice = timeout.multipliedBy(4);
        return twice.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : twice;
    }

    private static void warnOfLongWaits(DataSource pool, Duration timeout) {
        PoolWait wait = PoolWait.of(pool);
        if (wait != null && wait.isLongFor(timeout)) {
            log.warn(
                    "{}: a call waits that long when no connection of the pool is free;"
                            + " give the store a pool of its own (JdbcStore.withOwnPool), or lower that setting",
                    wait);
        }
    }
}
