package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.failfast.Breaker.State;
import dev.failfast.Breaker.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Times at and beyond the edge of what can be counted. */
class TimesTest {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Duration BEYOND = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void aBreakLongerThanAllCalendarsIsCut() {
        Breaker forEver = fixture.builder().openFor(BEYOND).build();

        forEver.acquire().failed();

        assertThat(fixture.status().remaining()).isEqualTo(LONGEST);
        assertThat(fixture.status().until()).isEqualTo(fixture.clock.instant().plus(LONGEST));
        assertThat(retryAfter()).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void aProbesReopenIsCutToo() {
        fixture.halfOpen();

        fixture.builder().openFor(BEYOND).build().acquire().failed();

        assertThat(fixture.status().remaining()).isEqualTo(LONGEST);
    }

    @Test
    void forcedOpenUntilFurtherNotice() {
        breaker.forceOpen();

        Status status = breaker.status();
        assertThat(status.state()).isEqualTo(State.OPEN);
        assertThat(status.until()).isEqualTo(Instant.MAX);
        assertThat(status.remaining()).isEqualTo(LONGEST);
        assertThatCode(() -> status.remaining().toNanos()).doesNotThrowAnyException();
        assertThat(status.reason()).isEqualTo("forced open");
        assertThat(retryAfter()).isEqualTo(Duration.ofDays(365));

        fixture.clock.advance(LONGEST);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void forcedOpenForATime() {
        breaker.forceOpen(BEYOND);
        assertThat(fixture.status().remaining()).isEqualTo(LONGEST);

        breaker.forceOpen(Duration.ofNanos(1)); // whatever is there
        assertThat(fixture.status().remaining()).isEqualTo(Duration.ofNanos(1));
        fixture.clock.advance(Duration.ofNanos(1));
        assertThat(breaker.acquire().isProbe()).isTrue();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> breaker.forceOpen(Duration.ZERO))
                .withMessage("openFor must be positive, was PT0S");
    }

    @Test
    void theTurnFromOpenToHalfOpenIsExact() {
        breaker.acquire().failed();
        fixture.clock.advance(Fixture.OPEN_FOR.minusNanos(1));
        assertThat(fixture.state()).isEqualTo(State.OPEN);
        assertThat(retryAfter()).isEqualTo(Duration.ofNanos(1));
        assertThat(breaker.isOpen()).isTrue();

        fixture.clock.advance(Duration.ofNanos(1));

        assertThat(fixture.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.isOpen()).isFalse();
        assertThat(fixture.status().remaining()).isZero();
    }

    @Test
    void aClockNearTheEndOfTime() {
        ManualClock clock = new ManualClock(Instant.MAX.minusSeconds(10));
        Store store = Store.inProcess(clock);
        Breaker last = fixture.builder(Fixture.NAME, store)
                .openFor(Duration.ofSeconds(5))
                .build();
        last.acquire().failed();
        assertThat(last.status().remaining()).hasSeconds(5);

        clock.advance(Duration.ofSeconds(5));
        Permit probe = last.acquire(); // the lease ends after the end of time
        assertThat(probe.isProbe()).isTrue();
        assertThat(last.status().until()).isEqualTo(Instant.MAX);
        probe.succeeded();
        assertThat(last.status().state()).isEqualTo(State.CLOSED);

        last.forceOpen(BEYOND);
        assertThat(last.status().until()).isEqualTo(Instant.MAX);
        assertThat(last.isOpen()).isTrue();
    }

    @Test
    void aStatusHoldsAllTimes() {
        Status longest = Status.of(Fixture.NAME, Instant.MAX, Instant.MIN, null, 1, null, null);
        assertThat(longest.state()).isEqualTo(State.OPEN);
        assertThat(longest.remaining()).isEqualTo(LONGEST);

        Status longAgo = Status.of(Fixture.NAME, Instant.MIN, Instant.MAX, null, 1, null, null);
        assertThat(longAgo.state()).isEqualTo(State.HALF_OPEN);
        assertThat(longAgo.remaining()).isZero();

        Status closed = Status.closed(Fixture.NAME);
        assertThat(closed.state()).isEqualTo(State.CLOSED);
        assertThat(closed.remaining()).isZero();
        assertThat(closed.until()).isNull();
        assertThat(closed.trips()).isZero();
    }

    @Test
    void aStatusTellsTheWholeStory() {
        Instant tripped = fixture.clock.instant();
        breaker.acquire().failed(new IllegalStateException());
        fixture.clock.advance(Fixture.OPEN_FOR);
        breaker.acquire().failed(new IllegalArgumentException());

        Status status = breaker.status();

        assertThat(status.name()).isEqualTo(Fixture.NAME);
        assertThat(status.since()).isEqualTo(tripped);
        assertThat(status.trips()).isEqualTo(2);
        assertThat(status.reason()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(requireNonNull(status.trippedBy()))
                .contains(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aSlowCallAcrossTheOverflowOfTheTicker() {
        Breaker picky = fixture.builder().slowerThan(Duration.ofSeconds(5)).build();
        long before = fixture.clock.nanoTime();

        picky.run(() -> fixture.clock.advance(Duration.ofSeconds(4)));

        assertThat(fixture.clock.nanoTime()).isLessThan(before);
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    private Duration retryAfter() {
        AtomicReference<Duration> retryAfter = new AtomicReference<>(Duration.ZERO);
        assertThatExceptionOfType(FailfastException.class)
                .isThrownBy(breaker::acquire)
                .satisfies(e -> retryAfter.set(e.getRetryAfter()));
        return requireNonNull(retryAfter.get());
    }

    @Test
    void aCallOfAServiceThatIsWellLooksAtNoClock() {
        Breaker unheard = Breaker.named(Fixture.NAME)
                .ticker(() -> {
                    throw new AssertionError("nobody wants to know how long it takes");
                })
                .build();
        unheard.run(() -> {});
        unheard.acquire().succeeded();
    }
}
