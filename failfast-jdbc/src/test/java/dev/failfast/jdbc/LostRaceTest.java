package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** 40001 says nothing about who was first, and is no outage. */
class LostRaceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name = Database.newName();
    private final Tap tap = new Tap();

    private Store store(TestDatabase kind) {
        Connections connections = new Connections(tap.over(Database.shared(kind).dataSource()), 10_000);
        return new SqlStore(
                connections, new DialectFinder(TableName.DEFAULT, 1_000, false), TableName.DEFAULT, "test", () -> {});
    }

    private Instant claim(Store store) {
        store.force(name, Duration.ofNanos(1), "reason");
        return Objects.requireNonNull(store.claim(name, MINUTE));
    }

    static Stream<Arguments> databasesAndStates() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of("40001", "40P01").map(state -> Arguments.of(kind, state)));
    }

    /** Fails once, then twice: the answer of the second attempt, and the end after it. */
    private void isTriedTwice(Consumer<Store> operation, Store store, String state) {
        tap.executed.clear();
        tap.failNext(1, state);
        operation.accept(store);
        assertThat(tap.executed).hasSize(2);

        tap.executed.clear();
        tap.failNext(2, state);
        assertThatThrownBy(() -> operation.accept(store))
                .asInstanceOf(InstanceOfAssertFactories.type(StoreException.class))
                .satisfies(e -> assertThat(e.isContention()).isTrue());
        assertThat(tap.executed).hasSize(2);
        tap.failNext(0, state);
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void aTripIsTriedTwice(TestDatabase kind, String state) {
        Store store = store(kind);
        tap.failNext(1, state);
        assertThat(store.trip(name, MINUTE, "reason")).isTrue();
        isTriedTwice(s -> assertThat(s.trip(name, MINUTE, "reason")).isFalse(), store, state);
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void aHealIsTriedTwice(TestDatabase kind, String state) {
        Store store = store(kind);
        Instant fence = claim(store);
        tap.failNext(1, state);
        assertThat(store.heal(name, fence)).isTrue();
        isTriedTwice(s -> assertThat(s.heal(name, fence)).isFalse(), store, state);
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void aReopenIsTriedTwice(TestDatabase kind, String state) {
        Store store = store(kind);
        Instant fence = claim(store);
        tap.failNext(1, state);
        assertThat(store.reopen(name, fence, MINUTE, "reason")).isTrue();
        isTriedTwice(s -> assertThat(s.reopen(name, fence, MINUTE, "reason")).isFalse(), store, state);
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void whatOperatorsAskIsTriedTwice(TestDatabase kind, String state) {
        Store store = store(kind);
        isTriedTwice(s -> s.force(name, MINUTE, "reason"), store, state);
        isTriedTwice(s -> s.force(name, null, "reason"), store, state);
        isTriedTwice(s -> s.reset(name), store, state);
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void aClaimIsTriedOnceAndIsLost(TestDatabase kind, String state) {
        Store store = store(kind);
        store.force(name, Duration.ofNanos(1), "reason");
        tap.executed.clear();
        tap.failNext(1, state);

        assertThat(store.claim(name, MINUTE)).isNull();
        assertThat(tap.executed).hasSize(1);
        assertThat(store.claim(name, MINUTE)).as("the next one").isNotNull();
    }

    @ParameterizedTest
    @MethodSource("databasesAndStates")
    void aReleaseIsTriedOnce(TestDatabase kind, String state) {
        Store store = store(kind);
        Instant fence = claim(store);
        tap.executed.clear();
        tap.failNext(1, state);

        assertThatThrownBy(() -> store.release(name, fence, Duration.ZERO))
                .asInstanceOf(InstanceOfAssertFactories.type(StoreException.class))
                .satisfies(e -> assertThat(e.isContention()).isTrue());
        assertThat(tap.executed).hasSize(1);
        assertThat(store.release(name, fence, Duration.ZERO)).as("the next one").isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatAnOperatorForcesOverwritesARowThatAppearsJustThen(TestDatabase kind) {
        Store store = store(kind);
        tap.failNext(1, "23505");

        store.force(name, MINUTE, "reason");
        assertThat(tap.executed).hasSize(2);
        assertThat(store.read(name)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aDuplicateKeySaysThatSomebodyTrippedBefore(TestDatabase kind) {
        Store store = store(kind);
        tap.failNext(1, "23505");

        assertThat(store.trip(name, MINUTE, "reason")).isFalse();
        assertThat(tap.executed).hasSize(1);
    }

    @Test
    void noCallFailsAndNoOutageBeginsWhenEveryStatementLosesItsRace() {
        Events events = new Events();
        try (JdbcStore store = JdbcStore.builder(
                        tap.over(Database.shared(TestDatabase.H2).dataSource()))
                .listener(events)
                .build()) {
            Breaker breaker = Breaker.named(name).store(store).build();
            tap.failNext(Integer.MAX_VALUE, "40001");

            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            assertThatThrownBy(() -> breaker.callChecked(() -> {
                        throw new IOException("failure");
                    }))
                    .isExactlyInstanceOf(IOException.class);
            assertThat(breaker.isOpen()).as("tripped in this process").isTrue();
            assertThat(events.list()).isEmpty();
        }
    }
}
