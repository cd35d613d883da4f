package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.StoreException;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that is down when the application starts, and a store that is closed before the application ends. */
class UnreachableDatabaseTest {
    /** Far below what a driver waits for a log-in, far above what a start takes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    private final String name = Database.newName();
    private final Events events = new Events();
    private final AutoCloseables open = new AutoCloseables();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/x?sslmode=disable&gssEncMode=disable";
    }

    /** A port that nobody listens on. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a guarded call owes to its caller when the store is of no use. */
    private void isAsWithoutTheStore(JdbcStore store) {
        Breaker breaker = Breaker.named(name).store(store).build();
        assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
        assertThat(breaker.isOpen()).isFalse();
        assertThatThrownBy(() -> breaker.callChecked(() -> {
                    throw new IOException("failure");
                }))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("failure");
        assertThatThrownBy(() -> breaker.run(() -> {}))
                .as("guarded by the memory of this process")
                .isInstanceOf(FailfastException.class);
        assertThatThrownBy(breaker::forceOpen).isInstanceOf(StoreException.class);
        assertThatThrownBy(breaker::reset).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::list).isInstanceOf(StoreException.class);
    }

    @Test
    void aPoolOfItsOwnOnADatabaseThatRefusesConnections() throws Exception {
        JdbcStore store = open.add(JdbcStore.builder(url(closedPort()), "user", "password")
                .listener(events)
                .build());
        isAsWithoutTheStore(store);
        assertThat(events.list()).hasSize(1);
    }

    @Test
    void aPoolOfItsOwnOnADatabaseThatNeverAnswersStartsAtOnce() throws Exception {
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            JdbcStore store = open.add(JdbcStore.withOwnPool(url(hung.getLocalPort()), "user", "password"));
            Breaker breaker = Breaker.named(name).store(store).build();
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            isAsWithoutTheStore(store);
        }
    }

    /** HikariCP itself would wait for 30 seconds. */
    @Test
    void anApplicationsPoolOnADatabaseThatNeverAnswersDoesNotHoldUpTheStart() throws Exception {
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HikariDataSource pool = open.add(new HikariDataSource());
            pool.setJdbcUrl(url(hung.getLocalPort()));
            long start = System.nanoTime();
            open.add(JdbcStore.of(pool));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        }
    }

    /** Nor does it keep the JVM from ending, nor take an interrupt for its own. */
    @Test
    void norIfTheStartIsInterrupted() throws Exception {
        CompletableFuture<Thread> looking = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        DataSource hung = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        looking.complete(Thread.currentThread());
                        never.await();
                    }
                    return false; // it wraps nothing
                });
        Thread.currentThread().interrupt();
        open.add(JdbcStore.builder(hung).timeout(Duration.ofMinutes(1)).build());

        assertThat(Thread.interrupted()).isTrue();
        Thread thread = looking.get(10, TimeUnit.SECONDS);
        assertThat(thread.isDaemon()).isTrue();
        thread.interrupt();
    }

    @Test
    void anApplicationsPoolThatOpensItsFirstConnectionHere() throws Exception {
        HikariDataSource pool = open.add(new HikariDataSource());
        pool.setJdbcUrl(url(closedPort()));
        pool.setConnectionTimeout(250);
        JdbcStore store = open.add(JdbcStore.of(pool));
        Breaker breaker = Breaker.named(name).store(store).build();
        assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
    }

    @Test
    void aDataSourceThatThrowsWhatIsNoSqlException() {
        DataSource broken = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("no tenant");
                });
        isAsWithoutTheStore(open.add(JdbcStore.of(broken)));
    }

    @Test
    void anApplicationsPoolThatIsClosed() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(Database.shared(TestDatabase.H2).dataSource());
        HikariDataSource pool = new HikariDataSource(config);
        JdbcStore store = open.add(JdbcStore.of(pool));
        pool.close();
        isAsWithoutTheStore(store);
        isAsWithoutTheStore(open.add(JdbcStore.of(pool)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aStoreThatIsClosedFailsNoCallAndTakesItsPoolAlong(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        String application = "closing " + name;
        String url = database.fresh().url() + (database.isPostgres() ? "?ApplicationName=closing+" : "");
        JdbcStore store = JdbcStore.builder(
                        database.isPostgres() ? url + name.replace(' ', '+') : url,
                        database.fresh().user(),
                        database.fresh().password())
                .build();
        assertThat(store.read(name)).isNull();
        String backends = "SELECT pid FROM pg_stat_activity WHERE application_name = '" + application + "'";
        if (database.isPostgres()) {
            assertThat(database.rows(backends)).as("what the URL says wins").isNotEmpty();
        }

        store.close();
        store.close();
        if (database.isPostgres()) {
            await().untilAsserted(() -> assertThat(database.rows(backends)).isEmpty());
        }
        isAsWithoutTheStore(store);
        assertThat(database.row(name)).isEqualTo(List.of());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aStoreThatIsClosedLeavesTheApplicationsPoolOpen(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        HikariDataSource pool = open.add(database.pool(options -> {}));
        JdbcStore store = JdbcStore.of(pool);
        store.close();

        assertThat(pool.isClosed()).isFalse();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(10)).isTrue();
        }
        assertThat(catchThrowable(() -> isAsWithoutTheStore(store))).isNull();
    }
}
