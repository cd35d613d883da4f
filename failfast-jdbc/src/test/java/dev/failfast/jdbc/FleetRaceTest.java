package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eight hosts, each with a store on a pool of its own, and four threads on each. */
class FleetRaceTest {
    private static final int HOSTS = 8;
    private static final int THREADS_PER_HOST = 4;
    private static final int THREADS = HOSTS * THREADS_PER_HOST;

    private final String name = Database.newName();
    private final Events events = new Events();
    private final List<JdbcStore> stores = new ArrayList<>();
    private final List<Breaker> hosts = new ArrayList<>();
    private final AtOnce atOnce = new AtOnce(THREADS);

    private void openFleet(Database database) {
        for (int i = 0; i < HOSTS; i++) {
            JdbcStore store = database.host()
                    .poolSize(THREADS_PER_HOST)
                    .instance("host " + i)
                    .listener(events)
                    .build();
            stores.add(store);
            hosts.add(Breaker.named(name)
                    .store(store)
                    .probeLease(Duration.ofMinutes(10))
                    .listener(events)
                    .build());
        }
    }

    @AfterEach
    void close() {
        atOnce.close();
        stores.forEach(JdbcStore::close);
    }

    /** What each of the threads does on its host. */
    private <T> List<T> onAllThreads(Step<T> step) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Breaker host = hosts.get(i % HOSTS);
            tasks.add(() -> step.on(host));
        }
        return atOnce.run(tasks);
    }

    private interface Step<T> {
        T on(Breaker host) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void of32ThreadsExactlyOneProbesAndItsVerdictIsTheRows(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        openFleet(database);
        int rounds = database.isPostgres() ? 51 : 102;
        int trips = 1;
        database.insert(name, -1);
        for (int round = 0; round < rounds; round++) {
            List<Permit> won = onAllThreads(host -> Optional.ofNullable(host.tryAcquire())).stream()
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(won).as("round %d", round).hasSize(1).allMatch(Permit::isProbe);
            Permit probe = won.get(0);
            Breaker.Status leased = hosts.get(0).status();
            assertThat(leased.state()).isEqualTo(State.OPEN);
            assertThat(leased.remaining()).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));

            // That these change the row proves that the winner's fence is the until of the row.
            switch (round % 3) {
                case 0 -> {
                    probe.failed(new IOException());
                    assertThat(hosts.get(0).status().trips()).isEqualTo(++trips);
                    database.expire(name);
                }
                case 1 -> {
                    probe.close();
                    assertThat(hosts.get(0).status().state()).isEqualTo(State.HALF_OPEN);
                }
                default -> {
                    probe.succeeded();
                    assertThat(database.row(name)).isEmpty();
                    database.insert(name, -1);
                    trips = 1;
                }
            }
        }
        assertThat(events.list()).filteredOn("probe"::equals).hasSize(rounds);
        assertThat(events.list()).filteredOn("reopen"::equals).hasSize(rounds / 3);
        assertThat(events.list()).filteredOn("heal"::equals).hasSize(rounds / 3);
        assertThat(events.list()).containsOnly("probe", "reopen", "heal");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aStormOf32FailuresIsOneRowAndOneTripEvent(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        openFleet(database);
        for (int round = 0; round < 20; round++) {
            List<Throwable> thrown = onAllThreads(host -> catchThrowable(() -> host.run(() -> {
                atOnce.meet(); // all are let in before the first one fails
                throw new IllegalStateException("storm");
            })));

            assertThat(thrown).allSatisfy(t -> assertThat(t).hasMessage("storm"));
            assertThat(database.rows("SELECT trips FROM broken_services WHERE name = ?", name))
                    .as("round %d", round)
                    .containsExactly("1");
            assertThat(events.list()).containsExactly("trip");
            assertThat(hosts).allMatch(Breaker::isOpen);
            hosts.get(round % HOSTS).reset();
            events.list().clear();
        }
    }
}
