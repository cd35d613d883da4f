package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators need only SQL, and every host obeys. */
class HandWrittenRowsTest {
    private String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private Breaker host(Database database) {
        return host(database, "broken_services");
    }

    private Breaker host(Database database, String table) {
        JdbcStore store = open.add(database.host().table(table).poolSize(1).build());
        return Breaker.named(name).store(store).build();
    }

    private void insert(Database database, String until) throws Exception {
        database.run("INSERT INTO broken_services(name, until) VALUES (?, " + until + ")", name);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void nameAndUntilAreEnough(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        Breaker breaker = host(database);
        database.insert(name, 60);

        Breaker.Status status = breaker.status();
        assertThat(status.state()).isEqualTo(State.OPEN);
        assertThat(status.remaining()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(status.trips()).isEqualTo(1);
        assertThat(status.trippedBy()).isEqualToIgnoringCase(database.fresh().user());
        assertThat(status.reason()).isEqualTo("by hand");
        assertThat(Duration.between(Objects.requireNonNull(status.since()), status.until()))
                .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
        assertThatThrownBy(() -> breaker.run(() -> {})).isInstanceOf(FailfastException.class);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void everyHostObeysAtOnce(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        List<Breaker> hosts = new ArrayList<>(List.of(host(database), host(database), host(database)));
        assertThat(hosts).noneMatch(Breaker::isOpen);

        database.insert(name, 60);
        assertThat(hosts).allMatch(Breaker::isOpen);
        database.run("UPDATE broken_services SET until = " + database.fromNow(7200) + " WHERE name = ?", name);
        assertThat(hosts)
                .allSatisfy(host -> assertThat(host.status().remaining()).isGreaterThan(Duration.ofHours(1)));
        database.expire(name);
        assertThat(hosts).allSatisfy(host -> assertThat(host.status().state()).isEqualTo(State.HALF_OPEN));
        database.run("DELETE FROM broken_services WHERE name = ?", name);
        assertThat(hosts)
                .allSatisfy(host -> assertThat(host.get(() -> "answer")).isEqualTo("answer"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aServiceThatWasHealedByHandTripsAgainAtTheNextFailure(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        Breaker breaker = host(database);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> breaker.run(HandWrittenRowsTest::fail)).hasMessage("failure");
            assertThat(database.row(name)).hasSize(1);
            database.run("DELETE FROM broken_services WHERE name = ?", name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_NEWEST, 'infinity'",
        "POSTGRES_OLDEST, 'infinity'",
        "POSTGRES_NEWEST, '9999-12-31 00:00:00+00'",
        "POSTGRES_OLDEST, '200000-01-01 00:00:00+00'",
        "H2, '9999-12-31 00:00:00+00'",
        "H2, '200000-01-01 00:00:00+00'"
    })
    void anInfiniteOrFarUntilIsUntilFurtherNotice(TestDatabase kind, String until) throws Exception {
        Database database = Database.shared(kind);
        Breaker breaker = host(database);
        insert(database, "TIMESTAMP WITH TIME ZONE '" + until + "'");

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.status().until()).isEqualTo(Instant.MAX);
        assertThat(breaker.status().remaining()).isEqualTo(Duration.ofDays(36_500));
        assertThatThrownBy(() -> breaker.run(() -> {}))
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getRetryAfter()).isEqualTo(Duration.ofDays(365)));
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_NEWEST, '-infinity'",
        "POSTGRES_OLDEST, '-infinity'",
        "POSTGRES_NEWEST, '4713-01-02 00:00:00+00 BC'",
        "POSTGRES_OLDEST, '1970-01-01 00:00:00+00'",
        "H2, '-0044-03-15 12:00:00+00'",
        "H2, '1970-01-01 00:00:00+00'"
    })
    void aMinusInfiniteOrAncientUntilIsDueForAProbe(TestDatabase kind, String until) throws Exception {
        Database database = Database.shared(kind);
        Breaker breaker = host(database);
        String literal = "TIMESTAMP WITH TIME ZONE '" + until + "'";
        insert(database, literal);

        assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
        probe(breaker).failed();
        assertThat(breaker.status().trips()).isEqualTo(2);
        assertThat(breaker.status().state()).isEqualTo(State.OPEN);

        database.run("UPDATE broken_services SET until = " + literal + " WHERE name = ?", name);
        probe(breaker).succeeded();
        assertThat(database.row(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aNullUntilInATableMadeByHandIsOpen(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        String table = "by_hand_" + name.replace(' ', '_');
        String time = database.isPostgres() ? "timestamptz" : "timestamp(6) with time zone";
        database.run("CREATE TABLE " + table + " (name varchar(255) PRIMARY KEY, until " + time + ", since " + time
                + ", trips integer, tripped_by varchar(255), reason varchar(255))");
        Breaker breaker = host(database, table);
        database.run("INSERT INTO " + table + "(name) VALUES (?)", name);

        assertThat(breaker.status().state()).isEqualTo(State.OPEN);
        assertThat(breaker.status().until()).isEqualTo(Instant.MAX);
        assertThat(breaker.status().since()).isNull();
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.tryAcquire()).as("a probe").isNull();

        database.run("UPDATE " + table + " SET until = " + database.fromNow(-1) + " WHERE name = ?", name);
        assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
        probe(breaker).succeeded();
        assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    }

    static Stream<Arguments> names() {
        String emoji = "\uD83D\uDCB8";
        List<String> names = List.of(
                "it's \"quoted\" `thrice`",
                "100%_of\\them",
                "x'); DROP TABLE broken_services; --",
                emoji + " \u20AC \u4E2D\u6587",
                "? $1 {0} :name",
                "n".repeat(255),
                emoji.repeat(255));
        return Stream.of(TestDatabase.values()).flatMap(kind -> names.stream().map(name -> Arguments.of(kind, name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameIsDataAndNothingElse(TestDatabase kind, String strange) throws Exception {
        name = strange;
        Database database = Database.shared(kind);
        Breaker breaker = host(database);

        assertThatThrownBy(() -> breaker.run(HandWrittenRowsTest::fail)).hasMessage("failure");
        assertThat(database.rows("SELECT name FROM broken_services WHERE name = ?", strange))
                .containsExactly(strange);
        assertThatThrownBy(() -> breaker.run(() -> {}))
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getServiceName()).isEqualTo(strange));
        database.expire(strange);
        probe(breaker).failed();
        database.expire(strange);
        assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
        assertThat(database.row(strange)).isEmpty();
    }

    private static Permit probe(Breaker breaker) {
        Permit probe = Objects.requireNonNull(breaker.tryAcquire());
        assertThat(probe.isProbe()).isTrue();
        return probe;
    }

    private static void fail() {
        throw new IllegalStateException("failure");
    }
}
