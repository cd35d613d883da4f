package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.Store;
import dev.failfast.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A moment is the same moment, whatever the zone of the JVM, of the session, and of whoever wrote the row. */
class TimeZonesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> ZONES = List.of("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Chatham");
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx");

    private final String name = Database.newName();
    private final TimeZone before = TimeZone.getDefault();
    private final AutoCloseables open = new AutoCloseables();

    @AfterEach
    void restore() throws Exception {
        TimeZone.setDefault(before);
        open.close();
    }

    /** A host whose sessions are in the zone. */
    private Store host(Database database, String sessionZone) {
        HikariDataSource pool = open.add(database.pool(options -> {
            options.setConnectionInitSql("SET TIME ZONE '" + sessionZone + "'");
            options.setMaximumPoolSize(1);
        }));
        return open.add(JdbcStore.builder(pool).timeout(Database.PATIENT).build());
    }

    private Breaker.Status row(Store store) {
        return Objects.requireNonNull(store.read(name), "there is a row");
    }

    static Stream<Arguments> zones() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind ->
                        ZONES.stream().flatMap(jvm -> ZONES.stream().map(session -> Arguments.of(kind, jvm, session))));
    }

    @ParameterizedTest
    @MethodSource("zones")
    void whateverTheZonesOfJvmAndSession(TestDatabase kind, String jvm, String session) {
        Database database = Database.shared(kind);
        Store utc = host(database, "UTC");
        TimeZone.setDefault(TimeZone.getTimeZone(jvm));
        Store store = host(database, session);

        assertThat(store.trip(name, MINUTE, "reason")).isTrue();
        Breaker.Status tripped = row(store);
        lastsExactly(MINUTE, tripped);
        assertThat(tripped.remaining()).isBetween(Duration.ofSeconds(30), MINUTE);
        assertThat(row(utc).until()).isEqualTo(tripped.until());
        assertThat(row(utc).since()).isEqualTo(tripped.since());

        utc.force(name, Duration.ofNanos(1), "reason");
        assertThat(row(store).state()).isEqualTo(State.HALF_OPEN);
        Instant fence = Objects.requireNonNull(store.claim(name, MINUTE));
        assertThat(row(utc).until()).isEqualTo(fence);
        assertThat(utc.claim(name, MINUTE)).isNull();
        assertThat(store.reopen(name, fence, MINUTE, "reason")).isTrue();
        assertThat(row(utc).remaining()).isBetween(Duration.ofSeconds(30), MINUTE);

        store.force(name, Duration.ofNanos(1), "reason");
        Instant next = Objects.requireNonNull(utc.claim(name, MINUTE));
        assertThat(store.heal(name, next)).as("the fence means the same to all").isTrue();
    }

    private static void lastsExactly(Duration openFor, Breaker.Status status) {
        Instant since = Objects.requireNonNull(status.since());
        assertThat(Duration.between(since, status.until()).minus(openFor).abs())
                .isLessThanOrEqualTo(Duration.ofMillis(1));
    }

    /** An hour that is skipped or that comes twice: the last one, and the next one. */
    static Stream<Arguments> edges() {
        Instant now = Instant.now();
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of("America/New_York", "Pacific/Chatham")
                        .flatMap(zone -> {
                            ZoneRules rules = ZoneId.of(zone).getRules();
                            ZoneOffsetTransition past = rules.previousTransition(now);
                            ZoneOffsetTransition beforeThat = rules.previousTransition(past.getInstant());
                            ZoneOffsetTransition next = rules.nextTransition(now);
                            return Stream.of(beforeThat, past, next, rules.nextTransition(next.getInstant()))
                                    .map(edge -> Arguments.of(kind, zone, edge));
                        }));
    }

    @ParameterizedTest
    @MethodSource("edges")
    void aRowWrittenByHandAtTheEdgeOfSummerTime(TestDatabase kind, String zone, ZoneOffsetTransition edge)
            throws Exception {
        Database database = Database.shared(kind);
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Store store = host(database, zone);
        Store utc = host(database, "UTC");
        LocalDateTime half = edge.isGap()
                ? edge.getDateTimeBefore().plusMinutes(30) // on no clock on the wall
                : edge.getDateTimeAfter().plusMinutes(30); // twice on each clock on the wall
        State state = edge.getInstant().isAfter(Instant.now()) ? State.OPEN : State.HALF_OPEN;
        Instant earlier = put(database, half.atOffset(edge.isGap() ? edge.getOffsetAfter() : edge.getOffsetBefore()));
        assertThat(row(store).until()).isEqualTo(earlier).isEqualTo(row(utc).until());
        assertThat(row(store).state()).isEqualTo(state);

        Instant later = put(database, half.atOffset(edge.isGap() ? edge.getOffsetBefore() : edge.getOffsetAfter()));
        assertThat(Duration.between(earlier, later))
                .isEqualTo(edge.getDuration().abs());
        assertThat(row(store).until()).isEqualTo(later).isEqualTo(row(utc).until());
        assertThat(row(store).state()).isEqualTo(state);

        // The same time on the wall is not the same fence.
        assertThat(store.heal(name, earlier)).isFalse();
        assertThat(store.release(name, earlier, Duration.ZERO)).isFalse();
        assertThat(row(store).until()).isEqualTo(later);
        assertThat(store.heal(name, later)).isTrue();
        assertThat(utc.read(name)).isNull();
    }

    /** As an operator who gives the offset. */
    private Instant put(Database database, OffsetDateTime until) throws Exception {
        database.run("DELETE FROM broken_services WHERE name = ?", name);
        database.run(
                "INSERT INTO broken_services(name, until) VALUES (?, TIMESTAMP WITH TIME ZONE '"
                        + WITH_OFFSET.format(until) + "')",
                name);
        return until.toInstant();
    }

    @ParameterizedTest
    @MethodSource("edges")
    void aProbeOfARowFromTheEdgeOfSummerTime(TestDatabase kind, String zone, ZoneOffsetTransition edge)
            throws Exception {
        Database database = Database.shared(kind);
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Store store = host(database, zone);
        put(database, edge.getInstant().atOffset(ZoneOffset.UTC));

        Instant fence = store.claim(name, MINUTE);
        if (edge.getInstant().isAfter(Instant.now())) {
            assertThat(fence).isNull();
        } else {
            assertThat(fence).isNotNull();
            assertThat(row(store).remaining()).isBetween(Duration.ofSeconds(30), MINUTE);
        }
    }
}
