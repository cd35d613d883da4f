package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One trip per process and not one per failing thread, and never one too few. */
class TripSkippingTest {
    private static final int STORM = 32;

    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void afterAnOperatorsDeleteANewFailureTripsAgain() {
        breaker.acquire().failed();
        fixture.table.reset(Fixture.NAME);

        breaker.acquire().failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(2);
    }

    @Test
    void afterAProbeHealedANewFailureTripsAgain() {
        breaker.acquire().failed();
        fixture.clock.advance(Fixture.OPEN_FOR);
        breaker.run(() -> {});
        assertThat(fixture.state()).isEqualTo(State.CLOSED);

        breaker.acquire().failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aStragglerAdmittedBeforeTheTripWritesNothing() {
        Permit straggler = breaker.acquire();
        breaker.acquire().failed();
        fixture.table.reset(Fixture.NAME);

        straggler.failed();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(1);
    }

    @Test
    void aCallAdmittedAfterTheDeleteTripsAlthoughAnEarlierOneDidNot() {
        Permit early = breaker.acquire();
        breaker.acquire().failed();
        fixture.table.reset(Fixture.NAME);
        Permit late = breaker.acquire();

        early.failed();
        late.failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(2);
    }

    /** The row was deleted and the call admitted while the trip was still on its way back. */
    @Test
    void aTripThatOnlyFinishedAfterTheAdmissionDoesNotStandForTheFailure() {
        AtomicReference<Permit> admitted = new AtomicReference<>();
        fixture.store.after(operation -> {
            if (operation == Operation.TRIP && admitted.get() == null) {
                fixture.table.reset(Fixture.NAME);
                admitted.set(breaker.acquire());
            }
        });
        breaker.acquire().failed();

        requireNonNull(admitted.get()).failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aTripThatMetTheRowOfAnotherHostStandsForTheOthersToo() {
        Permit first = breaker.acquire();
        Permit second = breaker.acquire();
        fixture.table.trip(Fixture.NAME, Fixture.OPEN_FOR, "on another host");

        first.failed();
        second.failed();

        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(1);
        assertThat(fixture.status().reason()).isEqualTo("on another host");
    }

    @Test
    void aTripThatTheStoreDidNotTakeStandsForNothing() throws Exception {
        Permit first = breaker.acquire();
        Permit second = breaker.acquire();
        fixture.store.before(operation -> {
            throw new StoreException("no", null);
        });
        CapturedLog.during(() -> {
            first.failed();
        });
        fixture.store.before(operation -> {});

        second.failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aTripStandsForAllBreakersOfTheServiceOnTheStore() {
        Permit here = breaker.acquire();
        Permit there = fixture.breaker().acquire();

        here.failed();
        there.failed();

        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(1);
    }

    @Test
    void aTripOfAnotherServiceOrStoreStandsForNothing() {
        Permit here = breaker.acquire();
        RecordingStore otherStore = new RecordingStore(Store.inProcess(fixture.clock));
        Permit sameNameElsewhere =
                fixture.builder(Fixture.NAME, otherStore).build().acquire();
        Permit otherName = fixture.builder("other", fixture.store).build().acquire();

        otherName.failed();
        sameNameElsewhere.failed();
        here.failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
        assertThat(otherStore.count(Operation.TRIP)).isEqualTo(1);
        assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(2);
    }

    @Test
    void aStormOfFailuresIsOneTrip() throws Exception {
        CyclicBarrier admitted = new CyclicBarrier(STORM);
        CyclicBarrier nextRound = new CyclicBarrier(STORM, () -> {
            assertThat(fixture.state()).isEqualTo(State.OPEN);
            assertThat(fixture.store.count(Operation.TRIP)).isEqualTo(1);
            fixture.table.reset(Fixture.NAME);
            fixture.store.forget();
        });
        CapturedLog.during(() -> {
            Fixture.race(STORM, thread -> {
                try {
                    for (int round = 0; round < 200; round++) {
                        Permit permit = breaker.acquire();
                        admitted.await(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
                        permit.failed();
                        nextRound.await(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        });
    }
}
