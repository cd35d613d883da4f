package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.Store;
import dev.failfast.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Time is the database's clock; the host's may be wrong. */
class DatabaseClockTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name = Database.newName();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void noTimeOfTheHostIsSentToTheDatabase(TestDatabase kind) {
        Tap tap = new Tap();
        try (Store store = JdbcStore.builder(tap.over(Database.shared(kind).dataSource()))
                .timeout(Database.PATIENT)
                .build()) {
            Instant first = allOperations(store);
            Set<String> statements = new HashSet<>(tap.executed);
            Instant second = allOperations(store);

            assertThat(tap.parameters)
                    .filteredOn(p -> p instanceof Temporal || p instanceof Date)
                    .as("what the database said itself")
                    .isNotEmpty()
                    .containsOnly(first.atOffset(ZoneOffset.UTC), second.atOffset(ZoneOffset.UTC));
            assertThat(tap.parameters)
                    .filteredOn(p -> p instanceof Number)
                    .as("durations")
                    .containsOnly(1L, MINUTE.toNanos() / 1_000, 0L);
            assertThat(tap.executed).as("no time in their text").isSubsetOf(statements);
        }
    }

    /** The fence that was used. */
    private Instant allOperations(Store store) {
        store.trip(name, MINUTE, "reason");
        store.force(name, Duration.ofNanos(1), "reason");
        Instant fence = Objects.requireNonNull(store.claim(name, MINUTE));
        store.read(name);
        store.list();
        store.release(name, fence, Duration.ZERO);
        store.reopen(name, fence, MINUTE, "reason");
        store.heal(name, fence);
        store.force(name, null, "reason");
        store.reset(name);
        return fence;
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_NEWEST, -300", "POSTGRES_NEWEST, 300",
        "POSTGRES_OLDEST, -300", "POSTGRES_OLDEST, 300"
    })
    void aHostWhoseClockIsHoursAwayFromTheDatabasesTakesPartAsAnyOther(TestDatabase kind, int minutesAhead)
            throws Exception {
        Database database = Database.migrated(kind);
        // A clock that goes before the server's own for whoever has this search path.
        database.run("CREATE SCHEMA other_clock");
        database.run("CREATE FUNCTION other_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
                + " 'SELECT pg_catalog.clock_timestamp() + interval ''" + minutesAhead + " minutes'''");
        try (HikariDataSource pool = database.pool(options -> {
                    options.setConnectionInitSql("SET search_path = other_clock, pg_catalog, public");
                    options.setMaximumPoolSize(1);
                });
                Store store = JdbcStore.builder(pool).timeout(Database.PATIENT).build()) {
            Breaker breaker = Breaker.named(name).store(store).openFor(MINUTE).build();

            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException("failure");
                    }))
                    .hasMessage("failure");
            Breaker.Status open = breaker.status();
            assertThat(open.state()).isEqualTo(State.OPEN);
            assertThat(open.remaining()).isBetween(Duration.ofSeconds(30), MINUTE);
            assertThat(Duration.between(
                                    Instant.now().plus(Duration.ofMinutes(minutesAhead)),
                                    Objects.requireNonNull(open.until()))
                            .abs())
                    .isLessThan(Duration.ofMinutes(5));
            Instant since = Objects.requireNonNull(open.since());
            assertThat(Duration.between(since, open.until()).minus(MINUTE).abs())
                    .isLessThanOrEqualTo(Duration.ofMillis(1));
            assertThatThrownBy(() -> breaker.run(() -> {}))
                    .isInstanceOfSatisfying(
                            FailfastException.class,
                            e -> assertThat(e.getRetryAfter()).isBetween(Duration.ofSeconds(30), MINUTE));

            // Over by the database's clock, and hours away from the host's, in whichever direction.
            OffsetDateTime over = since.minusSeconds(1).atOffset(ZoneOffset.UTC);
            database.run("UPDATE broken_services SET until = ? WHERE name = ?", over, name);
            assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
            Permit probe = Objects.requireNonNull(breaker.tryAcquire());
            assertThat(breaker.tryAcquire()).isNull();
            probe.failed();
            assertThat(breaker.status().trips()).isEqualTo(2);
            assertThat(breaker.status().remaining()).isBetween(Duration.ofSeconds(30), MINUTE);

            database.run("UPDATE broken_services SET until = ? WHERE name = ?", over, name);
            breaker.run(() -> {});
            assertThat(database.row(name)).isEqualTo(List.of());
        }
    }
}
