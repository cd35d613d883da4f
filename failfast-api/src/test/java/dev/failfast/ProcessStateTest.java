package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.RecordingStore.Operation;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a process remembers of services and stores that come and go. */
class ProcessStateTest {
    private final Fixture fixture = new Fixture();

    @Test
    void dynamicNamesDoNotPileUp() throws Exception {
        CapturedLog.during(() -> {
            for (int i = 0; i < 25_000; i++) {
                Breaker breaker = fixture.builder("tenant " + i, fixture.table).build();
                breaker.acquire().failed();
                breaker.reset();
            }
        });

        assertThat(remembered(ProcessState.of(fixture.table))).isBetween(1, 10_000);
    }

    @Test
    void namesThatNeverFailLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 100; i++) {
            Breaker breaker = fixture.builder("tenant " + i, fixture.store).build();
            breaker.run(() -> {});
            breaker.acquire().close();
        }

        assertThat(remembered(ProcessState.of(fixture.store))).isZero();
    }

    @Test
    void whoIsForgottenMayTripTwiceButNeverTooSeldom() throws Exception {
        Breaker breaker = fixture.breaker();
        Permit first = breaker.acquire();
        Permit second = breaker.acquire();
        first.failed();
        CapturedLog.during(() -> {
            for (int i = 0; i < 10_000; i++) {
                fixture.builder("tenant " + i, fixture.store).build().acquire().failed();
            }
        });
        fixture.store.forget();

        second.failed();
        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(1); // which changed nothing
        assertThat(fixture.status().trips()).isEqualTo(1);

        fixture.table.reset(Fixture.NAME);
        breaker.acquire().failed();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void aTripMadeAfterACallWasAdmittedStandsForItsOwn() {
        ProcessState state = ProcessState.of(fixture.store);
        long admitted = state.epoch();
        assertThat(state.tripOnce(Fixture.NAME, admitted, () -> true)).isTrue();
        assertThat(state.tripOnce(Fixture.NAME, admitted, () -> {
                    throw new AssertionError("a second trip");
                }))
                .isFalse();
    }

    @Test
    void aStoreThatNobodyUsesAnyLongerIsCollected() {
        WeakReference<Store> store = new WeakReference<>(usedAndDropped());

        Awaitility.await()
                .atMost(Duration.ofSeconds(Fixture.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    System.gc();
                    return store.get() == null;
                });
    }

    @Test
    void soIsWhatWasKnownOfIt() {
        WeakReference<ProcessState> state = new WeakReference<>(ProcessState.of(usedAndDropped()));

        Awaitility.await()
                .atMost(Duration.ofSeconds(Fixture.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    System.gc();
                    ProcessState.of(fixture.store); // any use of the map clears it of what was collected
                    return state.get() == null;
                });
    }

    private static Store usedAndDropped() {
        Fixture dropped = new Fixture();
        dropped.breaker().acquire().failed();
        dropped.halfOpen();
        dropped.breaker().run(() -> dropped.breaker().run(() -> {}));
        return dropped.store;
    }

    private static int remembered(ProcessState state) throws Exception {
        Field services = ProcessState.class.getDeclaredField("services");
        services.setAccessible(true);
        return ((Map<?, ?>) services.get(state)).size();
    }
}
