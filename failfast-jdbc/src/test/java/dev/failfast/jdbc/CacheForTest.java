package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads from a snapshot, on real databases. */
class CacheForTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final String name = Database.newName();
    private final Events events = new Events();
    private final Tap tap = new Tap();
    private final AutoCloseables open = new AutoCloseables();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private JdbcStore host(Database database) {
        return open.add(JdbcStore.builder(tap.over(open.add(database.pool(options -> {}))))
                .timeout(Database.PATIENT)
                .cacheFor(INTERVAL)
                .listener(events)
                .build());
    }

    private List<String> queries() {
        return tap.executed.stream()
                .filter(sql -> sql.contains("ORDER BY name"))
                .toList();
    }

    /** Answered from snapshots from here on. */
    private void awaitSnapshots(int number) {
        int before = queries().size();
        await().until(() -> queries().size() >= before + number);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oneQueryPerIntervalHoweverManyBreakersAndCallsThereAre(TestDatabase kind) {
        JdbcStore store = host(Database.shared(kind));
        List<Breaker> breakers = Stream.generate(
                        () -> Breaker.named(Database.newName()).store(store).build())
                .limit(200)
                .toList();
        awaitSnapshots(2);
        int asked = tap.executed.size();
        long start = System.nanoTime();

        while (tap.executed.size() < asked + 5) {
            breakers.forEach(breaker -> breaker.run(() -> {}));
        }
        long intervals = (System.nanoTime() - start) / INTERVAL.toNanos();
        List<String> during = tap.executed.subList(asked, tap.executed.size());
        assertThat(during).allMatch(sql -> sql.contains("ORDER BY name"));
        assertThat((long) during.size()).isLessThanOrEqualTo(intervals + 2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void noCallerAsksTheDatabaseToRead(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        Set<Thread> asking = ConcurrentHashMap.newKeySet();
        tap.fault = sql -> asking.add(Thread.currentThread());
        Breaker breaker = Breaker.named(name).store(host(database)).build();
        awaitSnapshots(2);
        asking.clear();

        database.insert(name, 60);
        await().until(breaker::isOpen);
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(asking).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void operatorsAndOtherHostsAreObeyed(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        Breaker here = Breaker.named(name).store(host(database)).build();
        Breaker there =
                Breaker.named(name).store(open.add(database.host().build())).build();
        awaitSnapshots(2);

        database.insert(name, 60);
        await().until(here::isOpen);
        database.run("DELETE FROM broken_services WHERE name = ?", name);
        await().until(() -> !here.isOpen());
        there.forceOpen();
        await().until(here::isOpen);
        assertThat(here.status().until()).isEqualTo(there.status().until());
        there.reset();
        await().until(() -> !here.isOpen());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oneCallOfTheFleetProbesAlthoughAllHostsReadFromSnapshots(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        List<Breaker> hosts = Stream.generate(
                        () -> Breaker.named(name).store(host(database)).build())
                .limit(4)
                .toList();
        awaitSnapshots(8);
        try (AtOnce atOnce = new AtOnce(hosts.size() * 2)) {
            for (int round = 0; round < 5; round++) {
                database.insert(name, -1);
                List<Callable<Permit>> tasks = new ArrayList<>();
                AtomicBoolean claimed = new AtomicBoolean();
                for (int i = 0; i < hosts.size() * 2; i++) {
                    Breaker host = hosts.get(i % hosts.size());
                    tasks.add(() -> {
                        // The row is not in every snapshot yet: whoever still passes is a plain call.
                        await().until(() -> host.status().state() != Breaker.State.CLOSED || claimed.get());
                        Permit permit = host.tryAcquire();
                        claimed.set(true);
                        return permit;
                    });
                }
                List<Permit> probes = atOnce.run(tasks).stream()
                        .filter(Objects::nonNull)
                        .filter(Permit::isProbe)
                        .toList();
                assertThat(probes).hasSize(1);
                probes.get(0).succeeded();
                assertThat(database.row(name)).isEmpty();
                await().until(() ->
                        hosts.stream().allMatch(host -> host.status().state() == Breaker.State.CLOSED));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aDatabaseThatFailsWhileNobodyAsksIsAnOutage(TestDatabase kind) throws SQLException {
        Database database = Database.shared(kind);
        Breaker breaker = Breaker.named(name).store(host(database)).build();
        database.insert(name, 60);
        awaitSnapshots(2);
        tap.fault = sql -> {
            throw new SQLException("by order of the test", "08006");
        };
        await().until(() -> !events.list().isEmpty());
        assertThat(breaker.isOpen()).as("known from the last snapshot").isTrue();
        int asked = tap.executed.size();
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(tap.executed).hasSize(asked);

        tap.fault = sql -> {};
        database.run("DELETE FROM broken_services WHERE name = ?", name);
        await().until(() -> !breaker.isOpen());
        assertThat(events.list()).last().isEqualTo("recovery");
    }

    @Test
    void aClosedStoreAsksNoMore() {
        Database database = Database.shared(TestDatabase.H2);
        JdbcStore store = host(database);
        awaitSnapshots(1);
        store.close();
        Tap other = new Tap();
        open.add(JdbcStore.builder(other.over(database.dataSource()))
                .timeout(Database.PATIENT)
                .cacheFor(INTERVAL)
                .build());
        await().until(() -> other.executed.size() > 2);
        int asked = tap.executed.size(); // one may have been under way
        await().until(() -> other.executed.size() > 6);
        assertThat(tap.executed).hasSize(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.009S", "PT1H0.001S"})
    void anIntervalOutOfRangeIsRefused(Duration interval) {
        JdbcStoreBuilder builder = JdbcStore.builder("jdbc:h2:mem:unused", "sa", "");
        assertThatThrownBy(() -> builder.cacheFor(interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cacheFor must be PT0.01S to PT1H, was " + interval);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.01S", "PT1H"})
    void theEndsOfTheRangeAreTaken(Duration interval) {
        JdbcStoreBuilder builder = JdbcStore.builder("jdbc:h2:mem:unused", "sa", "");
        assertThat(builder.cacheFor(interval)).isSameAs(builder);
    }
}
