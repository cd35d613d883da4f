package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the builder refuses, what it adds and what it replaces. */
class BuilderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Fixture fixture = new Fixture();

    // ---- what is refused

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("openFor must be positive, was PT0S", b -> b.openFor(Duration.ZERO)),
                refused("openFor must be positive, was PT-1S", b -> b.openFor(Duration.ofSeconds(-1))),
                refused("slowerThan must be positive, was PT0S", b -> b.slowerThan(Duration.ZERO)),
                refused("slowerThan must be positive, was PT-1S", b -> b.slowerThan(Duration.ofSeconds(-1))),
                refused("probeLease must be positive, was PT0S", b -> b.probeLease(Duration.ZERO)),
                refused(
                        "probeLease must be at most PT10M, was PT10M0.000000001S",
                        b -> b.probeLease(Duration.ofMinutes(10).plusNanos(1))),
                refused("tripAfter needs 1 to 10000 failures, was 0", b -> b.tripAfter(0, SECOND)),
                refused("tripAfter needs 1 to 10000 failures, was 10001", b -> b.tripAfter(10_001, SECOND)),
                refused("tripAfter needs 1 to 10000 failures, was -1", b -> b.tripAfter(-1, SECOND)),
                refused("the time of tripAfter must be positive, was PT0S", b -> b.tripAfter(3, Duration.ZERO)),
                refused("tripOn must name at least one class", b -> b.tripOn()),
                refused("ignore must name at least one class", b -> b.ignore()),
                neverAFailure(Error.class),
                neverAFailure(OutOfMemoryError.class),
                neverAFailure(InterruptedException.class),
                neverAFailure(ClosedByInterruptException.class),
                neverAFailure(CancellationException.class),
                neverAFailure(FailfastException.class),
                refused(
                        "tripOnResult must name a class of objects, was int; name its wrapper",
                        b -> b.tripOnResult(int.class, status -> true)),
                refused(
                        "tripOn and ignore contradict each other: tripOn names java.io.IOException,"
                                + " ignore names java.io.IOException",
                        b -> b.tripOn(SQLException.class, IOException.class)
                                .ignore(IOException.class)
                                .build()),
                refused(
                        "enabled and enabledWhen contradict each other: give one of them",
                        b -> b.enabled(true).enabledWhen(() -> true).build()));
    }

    private static Arguments neverAFailure(Class<? extends Throwable> type) {
        return refused(
                "tripOn must not name " + type.getName()
                        + ": it is always abandoned, for it says nothing about the service",
                b -> b.tripOn(IOException.class, type));
    }

    private static Arguments refused(String message, Consumer<BreakerBuilder> option) {
        return Arguments.of(message, option);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithTheRuleAndTheValue(String message, Consumer<BreakerBuilder> option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.accept(Breaker.named(Fixture.NAME)))
                .withMessage(message);
    }

    /** Whatever is ignored is never a failure, so a failure below it could never trip. */
    @Test
    void aFailureBelowAnIgnoredClassIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Breaker.named(Fixture.NAME)
                        .tripOn(FileNotFoundException.class)
                        .ignore(IOException.class)
                        .build())
                .withMessage("tripOn and ignore contradict each other: tripOn names java.io.FileNotFoundException,"
                        + " ignore names java.io.IOException");
    }

    @Test
    void anIgnoredClassBelowAFailureIsNot() {
        Breaker breaker = fixture.builder()
                .tripOn(IOException.class)
                .ignore(FileNotFoundException.class)
                .build();

        breaker.acquire().complete(null, new FileNotFoundException());
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        breaker.acquire().complete(null, new IOException());
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        Breaker.named(Fixture.NAME)
                .openFor(Duration.ofNanos(1))
                .slowerThan(Duration.ofNanos(1))
                .probeLease(Duration.ofMinutes(10))
                .probeLease(Duration.ofNanos(1))
                .tripAfter(10_000, Duration.ofNanos(1))
                .tripAfter(1, Duration.ofSeconds(Long.MAX_VALUE))
                .slowerThan(Duration.ofSeconds(Long.MAX_VALUE))
                .build();
    }

    @Test
    void aRefusedOptionLeavesNothingBehind() {
        BreakerBuilder builder = fixture.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.tripOn(SQLException.class, Error.class));

        builder.build().acquire().complete(null, new IOException());

        assertThat(fixture.state()).isEqualTo(State.OPEN); // still every exception
    }

    // ---- what adds

    @Test
    void tripOnAdds() {
        BreakerBuilder twice = fixture.builder().tripOn(IOException.class).tripOn(SQLException.class);

        assertThat(trips(twice, new IOException())).isTrue();
        assertThat(trips(twice, new SQLException())).isTrue();
        assertThat(trips(twice, new IllegalStateException())).isFalse();
    }

    @Test
    void tripWhenAdds() {
        BreakerBuilder twice =
                fixture.builder().tripWhen(t -> t instanceof IOException).tripWhen(t -> t instanceof SQLException);

        assertThat(trips(twice, new IOException())).isTrue();
        assertThat(trips(twice, new SQLException())).isTrue();
        assertThat(trips(twice, new IllegalStateException())).isFalse();
    }

    @Test
    void ignoreAdds() {
        BreakerBuilder twice = fixture.builder().ignore(IOException.class).ignore(SQLException.class);

        assertThat(trips(twice, new IOException())).isFalse();
        assertThat(trips(twice, new SQLException())).isFalse();
        assertThat(trips(twice, new IllegalStateException())).isTrue();
    }

    @Test
    void tripOnResultAdds() {
        BreakerBuilder twice = fixture.builder()
                .tripOnResult(Integer.class, status -> status == 502)
                .tripOnResult(Integer.class, status -> status == 503);

        assertThat(trips(twice, 502)).isTrue();
        assertThat(trips(twice, 503)).isTrue();
        assertThat(trips(twice, 200)).isFalse();
    }

    @Test
    void listenerAdds() {
        List<String> heard = new ArrayList<>();
        Breaker breaker = fixture.builder()
                .listener(onTrip(() -> heard.add("first")))
                .listener(onTrip(() -> heard.add("second")))
                .build();

        breaker.acquire().failed();

        assertThat(heard).containsExactly("first", "second");
    }

    // ---- what replaces

    @Test
    void storeReplaces() {
        Breaker breaker = Breaker.named(Fixture.NAME)
                .store(Store.inProcess())
                .store(fixture.store)
                .build();

        breaker.forceOpen();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void openForAndProbeLeaseReplace() {
        Breaker breaker = fixture.builder()
                .openFor(Duration.ofSeconds(1))
                .openFor(Duration.ofSeconds(2))
                .probeLease(Duration.ofSeconds(3))
                .probeLease(Duration.ofSeconds(4))
                .build();

        breaker.acquire().failed();
        assertThat(fixture.status().remaining()).hasSeconds(2);
        fixture.clock.advance(Duration.ofSeconds(2));
        breaker.acquire();
        assertThat(fixture.status().remaining()).hasSeconds(4);
    }

    @Test
    void slowerThanReplaces() {
        Breaker breaker = fixture.builder()
                .slowerThan(Duration.ofSeconds(1))
                .slowerThan(Duration.ofSeconds(5))
                .build();

        breaker.run(() -> fixture.clock.advance(Duration.ofSeconds(3)));
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        breaker.run(() -> fixture.clock.advance(Duration.ofSeconds(6)));
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void tripAfterReplaces() {
        Breaker breaker =
                fixture.builder().tripAfter(5, SECOND).tripAfter(2, SECOND).build();

        breaker.acquire().failed();
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        breaker.acquire().failed();
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void enabledAndEnabledWhenReplace() {
        fixture.builder().enabled(true).enabled(false).build().acquire();
        fixture.builder()
                .enabledWhen(() -> true)
                .enabledWhen(() -> false)
                .build()
                .acquire();
        assertThat(fixture.store.operations()).isEmpty();

        fixture.builder().enabled(false).enabled(true).build().acquire();
        assertThat(fixture.store.operations()).containsExactly(Operation.READ);
    }

    // ---- what is built

    @Test
    void theDefaults() {
        Breaker breaker = Breaker.named(Fixture.NAME).store(fixture.store).build();

        breaker.acquire().failed();
        assertThat(fixture.status().remaining()).hasSeconds(60);
        fixture.clock.advance(Duration.ofSeconds(60));
        breaker.acquire();
        assertThat(fixture.status().remaining()).hasSeconds(30);
    }

    @Test
    void withoutAStoreEachBreakerHasOneOfItsOwn() {
        BreakerBuilder builder = Breaker.named(Fixture.NAME);
        Breaker one = builder.build();
        Breaker other = builder.build();

        one.forceOpen();

        assertThat(one.isOpen()).isTrue();
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    void whatIsBuiltDoesNotChangeWithItsBuilder() {
        List<String> heard = new ArrayList<>();
        BreakerBuilder builder = fixture.builder().tripOn(IOException.class).tripOnResult(Integer.class, i -> i == 502);
        Breaker before = builder.build();

        builder.openFor(Duration.ofDays(1))
                .tripOn(SQLException.class)
                .ignore(FileNotFoundException.class)
                .tripOnResult(Integer.class, i -> i == 503)
                .slowerThan(Duration.ofNanos(1))
                .listener(onTrip(() -> heard.add("told")))
                .enabled(false);

        before.acquire().complete(null, new SQLException());
        before.acquire().complete(503, null);
        before.run(() -> fixture.clock.advance(SECOND));
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        before.acquire().complete(null, new FileNotFoundException());
        assertThat(fixture.status().remaining()).isEqualTo(Fixture.OPEN_FOR);
        assertThat(heard).isEmpty();
    }

    @Test
    void buildingDoesNotTouchTheStore() {
        fixture.breaker();

        assertThat(fixture.store.operations()).isEmpty();
    }

    @Test
    void breakersAreEqualOnlyIfTheyAreTheSame() {
        Breaker breaker = fixture.breaker();

        assertThat(breaker).isNotEqualTo(fixture.breaker());
        assertThat(breaker).hasToString("Breaker[sales_api]");
        assertThat(breaker.name()).isEqualTo(Fixture.NAME);
    }

    private boolean trips(BreakerBuilder builder, Throwable failure) {
        return trips(builder, null, failure);
    }

    private boolean trips(BreakerBuilder builder, int result) {
        return trips(builder, result, null);
    }

    private boolean trips(BreakerBuilder builder, @Nullable Object result, @Nullable Throwable failure) {
        fixture.table.reset(Fixture.NAME);
        builder.build().acquire().complete(result, failure);
        return fixture.state() == State.OPEN;
    }

    private static BreakerListener onTrip(Runnable told) {
        return new BreakerListener() {
            @Override
            public void onTrip(String service, Duration openFor, String reason) {
                told.run();
            }
        };
    }
}
