package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLTransientConnectionException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnPoolTest {
    private final String name = Database.newName();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void hasTwoConnectionsUnlessSaidOtherwise(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        String user = database.fresh().user();
        String password = database.fresh().password();
        try (HikariDataSource pool = OwnPool.open(database.fresh().url(), user, password, OwnPool.DEFAULT_SIZE, 2_000);
                Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            assertThat(first.isValid(10)).isTrue();
            assertThat(second.isValid(10)).isTrue();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
            assertThatThrownBy(pool::getConnection).isInstanceOf(SQLTransientConnectionException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesTheLoginTimeoutOfTheJvmAlone(TestDatabase kind) {
        Database database = Database.shared(kind);
        int before = DriverManager.getLoginTimeout();
        DriverManager.setLoginTimeout(77);
        try (JdbcStore store = database.host().build()) {
            assertThat(store.read(name)).isNull();
            assertThat(DriverManager.getLoginTimeout()).isEqualTo(77);
        } finally {
            DriverManager.setLoginTimeout(before);
        }
    }

    @Test
    void isFilledAgainWhenItsConnectionsWereCutAndNoCallFails() throws Exception {
        Database database = Database.shared(TestDatabase.POSTGRES_NEWEST);
        String application = name.replace(' ', '_');
        JdbcStoreBuilder builder = JdbcStore.builder(
                database.fresh().url() + "?ApplicationName=" + application,
                database.fresh().user(),
                database.fresh().password());
        String backends = "FROM pg_stat_activity WHERE application_name = '" + application + "'";
        try (JdbcStore store = builder.timeout(Database.PATIENT).build()) {
            Breaker breaker = Breaker.named(name).store(store).build();
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            List<String> before = database.rows("SELECT pid " + backends);
            assertThat(before).isNotEmpty();

            database.run("SELECT pg_terminate_backend(pid) " + backends);
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            database.insert(name, 60);
            await().untilAsserted(() ->
                    assertThat(breaker.isOpen()).as("what another host knows").isTrue());
            assertThat(database.rows("SELECT pid " + backends)).isNotEmpty().doesNotContainAnyElementsOf(before);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void closesWithoutAWord(TestDatabase kind) throws Exception {
        JdbcStore store = Database.shared(kind).host().build();
        assertThat(store.read(name)).isNull();
        assertThat(Logged.by(store::close)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void startsNoThreadThatKeepsTheJvmAlive(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        try (JdbcStore store = database.host().build()) {
            Breaker breaker = Breaker.named(name).store(store).build();
            CompletableFuture<String> failed =
                    breaker.callAsync(() -> CompletableFuture.failedFuture(new IllegalStateException("failure")));
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("failure");
            assertThat(breaker.isOpen()).isTrue();

            Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
            after.removeAll(before);
            assertThat(after).extracting(Thread::getName).anyMatch(thread -> thread.startsWith("failfast"));
            assertThat(after).allMatch(Thread::isDaemon);
        }
    }
}
