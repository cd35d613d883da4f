package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A service that is used inside a probe of itself. */
class NestingTest {
    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void onTheSameThreadItPassesThroughAndTheServiceHeals() {
        fixture.halfOpen();

        String answer = breaker.get(() -> breaker.get(() -> breaker.get(() -> "invoices")));

        assertThat(answer).isEqualTo("invoices");
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        assertThat(fixture.store.count(Operation.CLAIM)).isEqualTo(1);
        assertThat(fixture.store.count(Operation.HEAL)).isEqualTo(1);
        assertThat(fixture.store.writes()).isEqualTo(2);
    }

    @Test
    void throughAnotherBreakerOfTheServiceToo() {
        fixture.halfOpen();
        Breaker other = fixture.breaker();

        breaker.run(() -> assertThat(other.acquire().isProbe()).isFalse());

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aNestedAsynchronousCallThatStartsOnTheThreadPassesThrough() {
        fixture.halfOpen();

        CompletableFuture<String> answer =
                breaker.callAsync(() -> breaker.callAsync(() -> CompletableFuture.completedFuture("invoices")));

        assertThat(answer).succeedsWithin(Duration.ofSeconds(Fixture.PATIENCE_SECONDS));
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theOuterCallDecidesWhateverTheNestedOneDid() {
        fixture.halfOpen();

        breaker.run(() -> assertThatThrownBy(() -> breaker.run(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class));

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        assertThat(fixture.store.writes()).isEqualTo(2);
    }

    @Test
    void onAnotherThreadItIsRejected() throws Exception {
        fixture.halfOpen();

        boolean rejected = breaker.call(() -> {
            FutureTask<Boolean> elsewhere = new FutureTask<>(() -> breaker.tryAcquire() == null);
            new Thread(elsewhere).start();
            return Fixture.get(elsewhere);
        });

        assertThat(rejected).isTrue();
    }

    /** On a thread on which nobody has left anything behind. */
    @Test
    void afterTheProbeTheThreadIsOneLikeAllOthers() throws Exception {
        onAnotherThread(() -> {
            fixture.halfOpen();
            breaker.run(() -> {});
            breaker.forceOpen();
            assertThatExceptionOfType(FailfastException.class).isThrownBy(breaker::acquire);
        });
        onAnotherThread(() -> {
            fixture.halfOpen();
            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThatExceptionOfType(FailfastException.class).isThrownBy(breaker::acquire);
        });
        onAnotherThread(() -> {
            fixture.halfOpen();
            CompletableFuture<String> pending = breaker.callAsync(CompletableFuture::new);
            assertThatExceptionOfType(FailfastException.class).isThrownBy(breaker::acquire);
            assertThat(pending).isNotDone();
        });
    }

    private static void onAnotherThread(Runnable body) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(body, true);
        new Thread(task).start();
        assertThat(Fixture.get(task)).isTrue();
    }

    @Test
    void insideAPlainCallNothingPassesThrough() {
        breaker.run(() -> {
            fixture.table.force(Fixture.NAME, null, "an operator");
            assertThat(breaker.tryAcquire()).isNull();
        });
    }

    @Test
    void probesOfSeveralServicesNestAndUnwind() {
        Breaker other = fixture.builder("other", fixture.store).build();
        Breaker broken = fixture.builder("broken", fixture.store).build();
        fixture.halfOpen("other");
        fixture.halfOpen();
        fixture.table.force("broken", null, "an operator");

        breaker.run(() -> {
            other.run(() -> {
                assertThat(broken.tryAcquire()).isNull();
                assertThat(breaker.acquire().isProbe()).isFalse();
                assertThat(other.acquire().isProbe()).isFalse();
            });
            assertThat(breaker.acquire().isProbe()).isFalse();
            other.forceOpen();
            assertThat(other.tryAcquire()).isNull();
        });

        assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theSameNameOnAnotherStoreIsAnotherService() {
        Store elsewhere = Store.inProcess(fixture.clock);
        elsewhere.force(Fixture.NAME, null, "an operator");
        Breaker namesake = fixture.builder(Fixture.NAME, elsewhere).build();
        fixture.halfOpen();

        breaker.run(() -> assertThat(namesake.tryAcquire()).isNull());
    }
}
