package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What becomes of the lease of a probe that ended without a verdict. */
class ReleaseTest {
    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void withoutAVerdictAnotherMayProbeAtOnce() {
        fixture.halfOpen();

        breaker.acquire().close();

        assertThat(fixture.state()).isEqualTo(State.HALF_OPEN);
        assertThat(fixture.store.operations()).containsExactly(Operation.READ, Operation.CLAIM, Operation.RELEASE);
        breaker.run(() -> {});
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void afterTheRejectionOfAnotherServiceNobodyProbesBeforeThatOneMayAnswer() {
        fixture.halfOpen();

        breaker.acquire().complete(null, new FailfastException("other", Duration.ofSeconds(42)));

        assertThat(fixture.status().remaining()).isEqualTo(Duration.ofSeconds(42));
        assertThat(fixture.status().trips()).isEqualTo(1);
    }

    @Test
    void butNotLongerThanItsOwnBreak() {
        fixture.halfOpen();

        breaker.acquire().complete(null, new FailfastException("other", Duration.ofDays(365)));

        assertThat(fixture.status().remaining()).isEqualTo(Fixture.OPEN_FOR);
    }

    @Test
    void aWrappedOrIgnoredRejectionCountsAsOne() {
        Breaker ignoring = fixture.builder().ignore(RuntimeException.class).build();
        FailfastException rejection = new FailfastException("other", Duration.ofSeconds(42));

        fixture.halfOpen();
        breaker.acquire().complete(null, new CompletionException(rejection));
        assertThat(fixture.status().remaining()).isEqualTo(Duration.ofSeconds(42));

        fixture.halfOpen();
        ignoring.acquire().complete(null, rejection);
        assertThat(fixture.status().remaining()).isEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void twoNestedBreakersAreNoWriteLoop() {
        Breaker inner = fixture.builder("payments", fixture.store).build();
        inner.forceOpen();
        fixture.halfOpen();

        for (int call = 0; call < 1000; call++) {
            attempt(() -> breaker.run(() -> inner.run(() -> {})));
        }
        assertThat(fixture.store.writes()).isEqualTo(2); // one claim, one release

        fixture.store.forget();
        for (int call = 0; call < 1000; call++) {
            fixture.clock.advance(Duration.ofSeconds(1));
            attempt(() -> breaker.run(() -> inner.run(() -> {})));
        }
        assertThat(fixture.store.writes()).isEqualTo(2 * (1000 / Fixture.OPEN_FOR.toSeconds()));
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (FailfastException e) {
            assertThat(e.getRetryAfter()).isPositive();
        }
    }
}
