package dev.failfast.jdbc;

import dev.failfast.Breaker;
import dev.failfast.OutageStore;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in a table of a relational database, {@code broken_services} unless said otherwise: PostgreSQL 14 and newer,
 * or H2 2.3 and newer. Hosts that use the same table share their breakers' state, by the database's clock. The table
 * comes from {@code FailfastSchema.migrate} in failfast-db, or from the SQL in there.
 *
 * <pre>{@code
 * try (Store store = JdbcStore.withOwnPool(url, user, password)) {
 *     Breaker salesApi = Breaker.named("sales_api").store(store).build();
 *     ...
 * }
 * }</pre>
 *
 * <p><b>A pool of its own is recommended</b>: two connections per host. A thread that holds the last connection of the
 * application's pool and asks for a second one waits for that pool's time-out, which is 30 seconds with HikariCP's
 * defaults. A pool of its own does not hold up the start if the database is down, is filled again after the database
 * was restarted, changes no setting of the JVM, and closes with the store.
 *
 * <p>Each operation is one statement and one transaction of its own, on a connection of its own, whatever transaction
 * the caller is in: a trip survives the caller's rollback, and nothing of the caller's is committed. A connection goes
 * back as it came. Each costs one round trip, when the connection is on auto-commit or not; trip, heal, reopen, force
 * and reset are tried a second time if other transactions were in the way. On PostgreSQL a wait for a locked row ends
 * on the server before the client gives up. So does a wait for a lock on the whole table, but of the reads that are
 * under way on a pool of the application when it is locked, and with {@code preferQueryMode=simple} there.
 *
 * <p>A database that cannot be used is no reason for a call to fail or to wait: see {@link OutageStore}, which is part
 * of this store. So {@link #force}, {@link #reset} and {@link #list} throw {@link dev.failfast.StoreException}, the
 * others do not.
 *
 * <p>Safe for use by many threads.
 */
public final class JdbcStore implements Store {
    private final Store store;

    JdbcStore(JdbcStoreBuilder builder) {
        this.store = builder.open();
    }

    /**
     * A store on the application's data source: one query per call, on a connection from it. Never closes it. Warns
     * once if it is a known pool that lets a caller wait for a connection for more than twice the store's time-out and
     * a second.
     *
     * <p>Spring's {@code TransactionAwareDataSourceProxy} is unwrapped, also inside proxies that say what they wrap.
     * One that hides, or a data source that takes part in JTA's transactions, lends the caller's own connection. On
     * PostgreSQL, and with Agroal, the store notices what was written there and leaves the connection alone: memory
     * rules until another thread gets a better one. On H2 it would commit the caller's transaction, so give the store
     * what lies behind.
     *
     * <p>Asks the database once what it is, and waits for the answer no longer than the time-out of the store and 250
     * milliseconds, whatever the pool does; if there is none, that happens on first use.
     *
     * @param dataSource a pool
     * @return a store
     * @throws IllegalArgumentException if the database is not supported, or the data source is that of the caller's
     *     transaction
     */
    public static JdbcStore of(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /**
     * As {@link #of}, with options.
     *
     * @param dataSource a pool
     * @return a builder
     */
    public static JdbcStoreBuilder builder(DataSource dataSource) {
        return new JdbcStoreBuilder(dataSource);
    }

    /**
     * A store on a pool of its own, closed with the store. Does not wait for the database, which may be down.
     *
     * @param url a JDBC URL of PostgreSQL or H2, whose driver is on the class path
     * @param user the role, or null if the URL names it; it needs SELECT, INSERT, UPDATE and DELETE on the table
     * @param password its password, or null if it has none
     * @return a store
     * @throws IllegalArgumentException if there is no driver for the URL, or the database is not supported
     */
    public static JdbcStore withOwnPool(String url, @Nullable String user, @Nullable String password) {
        return builder(url, user, password).build();
    }

    /**
     * As {@link #withOwnPool}, with options.
     *
     * @param url a JDBC URL of PostgreSQL or H2, whose driver is on the class path
     * @param user the role, or null if the URL names it
     * @param password its password, or null if it has none
     * @return a builder
     */
    public static JdbcStoreBuilder builder(String url, @Nullable String user, @Nullable String password) {
        return new JdbcStoreBuilder(url, user, password);
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        return store.read(name);
    }

    @Override
    public Breaker.@Nullable Status look(String name) {
        return store.look(name);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return store.trip(name, openFor, reason);
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return store.claim(name, lease);
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return store.heal(name, fence);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return store.reopen(name, fence, openFor, reason);
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return store.release(name, fence, delay);
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        store.force(name, openFor, reason);
    }

    @Override
    public void reset(String name) {
        store.reset(name);
    }

    @Override
    public List<Breaker.Status> list() {
        return store.list();
    }

    @Override
    public void close() {
        store.close();
    }
}
