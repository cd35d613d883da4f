package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is late changes nothing that is newer. */
class StragglerTest {
    private final String name = Database.newName();
    private final List<JdbcStore> stores = new ArrayList<>();

    enum Verdict {
        SUCCESS,
        FAILURE,
        ABANDONED;

        void of(Permit permit) {
            switch (this) {
                case SUCCESS -> permit.succeeded();
                case FAILURE -> permit.failed(new IOException());
                case ABANDONED -> permit.close();
            }
        }
    }

    static Stream<Arguments> databasesAndVerdicts() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(Verdict.values()).map(verdict -> Arguments.of(kind, verdict)));
    }

    private Breaker host(Database database, Duration lease) {
        JdbcStore store = database.host().build();
        stores.add(store);
        return Breaker.named(name).store(store).probeLease(lease).build();
    }

    @AfterEach
    void close() {
        stores.forEach(JdbcStore::close);
    }

    private static Permit probe(Breaker host) {
        Permit permit = Objects.requireNonNull(host.tryAcquire(), "a probe is due");
        assertThat(permit.isProbe()).isTrue();
        return permit;
    }

    /** A probe whose lease is over. */
    private Permit straggler(Database database) throws Exception {
        database.insert(name, -1);
        Breaker host = host(database, Duration.ofMillis(1));
        Permit straggler = probe(host);
        await().until(() -> host.status().state() == State.HALF_OPEN);
        return straggler;
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void anExpiredLeaseChangesNothingOfTheProbeThatFollowed(TestDatabase kind, Verdict verdict) throws Exception {
        Database database = Database.shared(kind);
        Permit straggler = straggler(database);
        Permit next = probe(host(database, Duration.ofMinutes(10)));
        List<String> before = database.row(name);

        verdict.of(straggler);
        assertThat(database.row(name)).hasSize(1).isEqualTo(before);
        next.succeeded();
        assertThat(database.row(name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void anExpiredLeaseChangesNothingOfTheReopenThatFollowed(TestDatabase kind, Verdict verdict) throws Exception {
        Database database = Database.shared(kind);
        Permit straggler = straggler(database);
        probe(host(database, Duration.ofMinutes(10))).failed();
        List<String> before = database.row(name);

        verdict.of(straggler);
        assertThat(database.row(name)).hasSize(1).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void anExpiredLeaseBringsNothingBackThatWasHealed(TestDatabase kind, Verdict verdict) throws Exception {
        Database database = Database.shared(kind);
        Permit straggler = straggler(database);
        probe(host(database, Duration.ofMinutes(10))).succeeded();

        verdict.of(straggler);
        assertThat(database.row(name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void aCallLetInBeforeTheTripChangesNothingOfABreakThatIsOver(TestDatabase kind, Verdict verdict) throws Exception {
        Database database = Database.shared(kind);
        Permit straggler = host(database, Duration.ofMinutes(10)).acquire();
        database.insert(name, -1);
        List<String> before = database.row(name);

        verdict.of(straggler);
        assertThat(database.row(name)).hasSize(1).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void whatAnOperatorUpdatesDuringAProbeSurvivesItsVerdict(TestDatabase kind, Verdict verdict) throws Exception {
        Database database = Database.shared(kind);
        database.insert(name, -1);
        Permit probe = probe(host(database, Duration.ofMinutes(10)));
        database.run(
                "UPDATE broken_services SET until = " + database.fromNow(3600) + ", reason = 'change 4711'"
                        + " WHERE name = ?",
                name);
        List<String> before = database.row(name);

        verdict.of(probe);
        assertThat(database.row(name)).hasSize(1).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("databasesAndVerdicts")
    void whatAnOperatorDeletesAndInsertsDuringAProbeSurvivesItsVerdict(TestDatabase kind, Verdict verdict)
            throws Exception {
        Database database = Database.shared(kind);
        database.insert(name, -1);
        Permit probe = probe(host(database, Duration.ofMinutes(10)));
        database.run("DELETE FROM broken_services WHERE name = ?", name);
        database.insert(name, -2);
        List<String> before = database.row(name);

        verdict.of(probe);
        assertThat(database.row(name)).hasSize(1).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatAnOperatorDeletesDuringAProbeStaysDeleted(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        database.insert(name, -1);
        Permit probe = probe(host(database, Duration.ofMinutes(10)));
        database.run("DELETE FROM broken_services WHERE name = ?", name);

        probe.failed();
        assertThat(database.row(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theStoreAnswersWhetherItChangedTheRow(TestDatabase kind) {
        try (JdbcStore store = Database.shared(kind).host().build()) {
            Duration minute = Duration.ofMinutes(1);
            assertThat(store.trip(name, Duration.ZERO, "r")).isTrue();
            assertThat(store.trip(name, Duration.ZERO, "r")).isFalse();
            Instant first = Objects.requireNonNull(store.claim(name, minute));
            assertThat(store.release(name, first, Duration.ZERO)).isTrue();
            Instant fence = Objects.requireNonNull(store.claim(name, minute));
            assertThat(store.release(name, first, Duration.ZERO)).isFalse();
            assertThat(store.reopen(name, first, minute, "r")).isFalse();
            assertThat(store.heal(name, first)).isFalse();
            assertThat(store.reopen(name, fence, minute, "r")).isTrue();
            assertThat(store.heal(name, fence)).isFalse();
        }
    }
}
