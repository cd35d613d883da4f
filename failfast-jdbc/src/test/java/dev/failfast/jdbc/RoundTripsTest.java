package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the database is asked, counted where it is asked: on PostgreSQL round trips on the network, on H2, which is
 * embedded, statements given to the driver. Repeated often enough that PostgreSQL's driver has its statements prepared
 * on the server.
 */
class RoundTripsTest {
    private static final int TIMES = 12;
    /** What a call asks is no more than what it needs. */
    private static final String LOOK = "SELECT until, ";

    private static final String READ = "SELECT name,";

    enum Pool {
        OWN,
        APPLICATION,
        APPLICATION_WITHOUT_AUTO_COMMIT,
        CARELESS_SERIALIZABLE_WITHOUT_AUTO_COMMIT,
        SIMPLE_PROTOCOL
    }

    static Stream<Arguments> pools() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(Pool.values())
                        .filter(pool -> kind != TestDatabase.H2 || (pool != Pool.OWN && pool != Pool.SIMPLE_PROTOCOL))
                        .map(pool -> Arguments.of(kind, pool)));
    }

    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();
    private Database database = Database.shared(TestDatabase.H2);
    private Pool pool = Pool.APPLICATION;
    private List<String> roundTrips = List.of();
    private Breaker breaker = Breaker.named(name).build();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private void start(TestDatabase kind, Pool pool) throws Exception {
        this.pool = pool;
        database = Database.shared(kind);
        FreshDatabase tapped = database.fresh();
        Tap tap = new Tap();
        roundTrips = tap.executed;
        if (database.isPostgres()) {
            WireTap wire = open.add(new WireTap(database.fresh().url()));
            String mode = pool == Pool.SIMPLE_PROTOCOL ? "&preferQueryMode=simple" : "";
            tapped = new FreshDatabase(
                    wire.url() + mode, database.fresh().user(), database.fresh().password());
            roundTrips = wire.roundTrips();
        }
        JdbcStoreBuilder builder = pool == Pool.OWN
                ? JdbcStore.builder(tapped.url(), tapped.user(), tapped.password())
                : JdbcStore.builder(tap.over(
                        pool == Pool.CARELESS_SERIALIZABLE_WITHOUT_AUTO_COMMIT
                                ? new OneConnection(serializable(tapped)).dataSource()
                                : applicationPool(tapped, pool)));
        JdbcStore store = open.add(builder.timeout(Database.PATIENT).build());
        breaker = Breaker.named(name).store(store).build();
        assertThat(breaker.isOpen()).isFalse(); // sets up a connection
        roundTrips.clear();
    }

    private HikariDataSource applicationPool(FreshDatabase tapped, Pool pool) {
        return open.add(Database.pool(
                tapped.dataSource(), options -> options.setAutoCommit(pool != Pool.APPLICATION_WITHOUT_AUTO_COMMIT)));
    }

    private Connection serializable(FreshDatabase tapped) throws SQLException {
        Connection connection = open.add(tapped.dataSource().getConnection());
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setAutoCommit(false);
        return connection;
    }

    private void assertRoundTrips(String... parts) {
        // The one thing that the simple protocol cannot have in the same round trip as the write that it bounds.
        roundTrips.removeIf(sql -> pool == Pool.SIMPLE_PROTOCOL && sql.startsWith("SELECT set_config"));
        assertThat(roundTrips).hasSize(parts.length);
        for (int i = 0; i < parts.length; i++) {
            assertThat(roundTrips.get(i)).contains(parts[i]).contains("broken_services");
        }
        roundTrips.clear();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aCallInClosedCostsOneAndItsSuccessNothing(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        for (int i = 0; i < TIMES; i++) {
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            assertRoundTrips(LOOK);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aRejectedCallCostsOne(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        database.insert(name, 60);
        for (int i = 0; i < TIMES; i++) {
            assertThat(catchThrowable(() -> breaker.run(() -> {}))).isInstanceOf(FailfastException.class);
            assertRoundTrips(LOOK);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aTripCostsOneMoreThanTheCall(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        for (int i = 0; i < TIMES; i++) {
            assertThat(catchThrowable(() -> breaker.run(RoundTripsTest::fail))).hasMessage("failure");
            assertRoundTrips(LOOK, "INSERT");
            database.run("DELETE FROM broken_services WHERE name = ?", name);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aStormOfFailuresInOneProcessCostsOneTripForAll(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        int threads = 16;
        try (AtOnce atOnce = new AtOnce(threads)) {
            Callable<Throwable> task = () -> catchThrowable(() -> breaker.run(() -> {
                atOnce.meet();
                fail();
            }));
            assertThat(atOnce.run(Collections.nCopies(threads, task)))
                    .allSatisfy(t -> assertThat(t).hasMessage("failure"));
        }
        assertThat(roundTrips).filteredOn(sql -> sql.contains(LOOK)).hasSize(threads);
        assertThat(roundTrips).filteredOn(sql -> sql.contains("INSERT")).hasSize(1);
        assertThat(roundTrips).hasSize(threads + (pool == Pool.SIMPLE_PROTOCOL ? 2 : 1));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aProbeCostsOneReadOneClaimAndOneHeal(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        for (int i = 0; i < TIMES; i++) {
            database.insert(name, -1);
            breaker.run(() -> {});
            assertRoundTrips(LOOK, "UPDATE", "DELETE");
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aProbeThatFailsCostsOneReadOneClaimAndOneReopen(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        database.insert(name, -1);
        for (int i = 0; i < TIMES; i++) {
            assertThat(catchThrowable(() -> breaker.run(RoundTripsTest::fail))).hasMessage("failure");
            assertRoundTrips(LOOK, "UPDATE", "UPDATE");
            database.expire(name);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aProbeWithoutAVerdictCostsOneReadOneClaimAndOneRelease(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        database.insert(name, -1);
        for (int i = 0; i < TIMES; i++) {
            Permit probe = Objects.requireNonNull(breaker.tryAcquire());
            probe.close();
            assertRoundTrips(LOOK, "UPDATE", "UPDATE");
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void whatPeopleAskCostsOneEach(TestDatabase kind, Pool pool) throws Exception {
        start(kind, pool);
        for (int i = 0; i < TIMES; i++) {
            breaker.forceOpen();
            assertRoundTrips(kind == TestDatabase.H2 ? "MERGE INTO" : "INSERT");
            assertThat(breaker.isOpen()).isTrue();
            assertRoundTrips(LOOK);
            assertThat(breaker.status().trips()).isEqualTo(1);
            assertRoundTrips(READ);
            breaker.reset();
            assertRoundTrips("DELETE");
        }
    }

    private static void fail() {
        throw new IllegalStateException("failure");
    }
}
