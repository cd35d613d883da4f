package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import dev.failfast.TroubledStore.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules for the time in which the store cannot be used, each with what goes wrong without it. */
class OutageStoreTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final String SALES = "sales_api";

    private Instant storeNow = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // overflows on the way, as System.nanoTime() may
    private final Store table = Store.inProcess(() -> storeNow);
    private final TroubledStore faulty = new TroubledStore(table);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final OutageStore store = new OutageStore(faulty, new Recorder(), background::add, () -> nanos, false);

    // ---- beginning, back-off, end

    @Test
    void inAnOutageNoCallerTouchesTheStore() {
        faulty.fail(Op.READ);
        assertThat(store.read(SALES)).isNull();
        int asked = faulty.calls;

        for (int i = 0; i < 100; i++) {
            assertThat(store.read(SALES)).isNull();
        }
        assertThat(faulty.calls).isEqualTo(asked);
        assertThat(background).isEmpty();
    }

    @Test
    void anOutageIsOneEventHoweverManyCallsThereAre() {
        faulty.failAll();
        for (int i = 0; i < 10; i++) {
            store.read(SALES);
            store.trip("other", MINUTE, "r");
            elapse(BACK_OFF);
            runBackground();
        }
        assertThat(events).containsExactly("outage");

        faulty.recover();
        recover();
        assertThat(events).containsExactly("outage", "recovery");
        assertThat(faulty.calls).isPositive();
    }

    @Test
    void oncePerBackOffOneCallHasTheStoreTriedOnAnotherThread() {
        faulty.failAll();
        store.read(SALES);
        elapse(BACK_OFF);
        int asked = faulty.calls;

        for (int i = 0; i < 100; i++) {
            store.read(SALES);
        }
        assertThat(faulty.calls).as("no caller waits").isEqualTo(asked);
        assertThat(background).hasSize(1);
        runBackground();
        assertThat(faulty.calls)
                .as("a write, and a read where one may only read")
                .isEqualTo(asked + 2);
    }

    @Test
    void theBackOffDoublesUpTo30Seconds() {
        faulty.failAll();
        store.read(SALES);
        List<Long> seconds = new ArrayList<>();
        long waited = 0;
        while (seconds.size() < 8) {
            elapse(Duration.ofSeconds(1));
            waited++;
            store.read(SALES);
            if (!background.isEmpty()) {
                runBackground();
                seconds.add(waited);
                waited = 0;
            }
        }
        // Each up to a quarter shorter, in whole seconds.
        long longest = 1;
        for (long second : seconds) {
            assertThat(second).isBetween((longest * 3 + 3) / 4, longest);
            longest = Math.min(30, longest * 2);
        }
    }

    @Test
    void afterTheOutageTheStoreRules() {
        faulty.fail(Op.READ);
        store.read(SALES);
        faulty.recover();
        recover();

        table.force(SALES, MINUTE, "operator");
        assertThat(row().reason()).isEqualTo("operator");
        table.reset(SALES);
        assertThat(store.read(SALES)).isNull();
    }

    /** What is read again is not taken for known. */
    @Test
    void whatIsRememberedIsWhatTheStoreSaidLast() {
        table.force(SALES, MINUTE, "r");
        row();
        storeNow = storeNow.plusSeconds(20); // its clock was set, and ours was not
        row();
        faulty.failAll();
        store.read(SALES);
        assertThat(row().remaining()).isEqualTo(Duration.ofSeconds(40));

        faulty.recover();
        recover();
        table.force(SALES, Duration.ofSeconds(10), "operator"); // with the same date
        row();
        faulty.failAll();
        store.read(SALES);
        assertThat(row().reason()).isEqualTo("operator");
    }

    @Test
    void whatALookFindsRulesInAnOutage() {
        table.force(SALES, MINUTE, "r");
        assertThat(store.look(SALES)).isNotNull();
        faulty.failAll();
        assertThat(store.look(SALES))
                .isNotNull()
                .extracting(Breaker.Status::state)
                .isEqualTo(State.OPEN);
        assertThat(row().remaining()).isEqualTo(MINUTE);
        assertThat(row().reason()).as("nobody asked").isNull();

        faulty.recover();
        recover();
        table.reset(SALES);
        assertThat(store.look(SALES)).isNull();
        faulty.failAll();
        assertThat(store.look(SALES)).isNull();
    }

    @Test
    void aLookForgetsNothingThatOperatorsSeeOfTheSameRow() {
        table.force(SALES, MINUTE, "read");
        row();
        store.look(SALES);
        assertThat(inAnOutage()).as("read before").isEqualTo("read");

        table.reset(SALES);
        store.trip(SALES, MINUTE, "tripped");
        elapse(Duration.ofSeconds(1));
        store.look(SALES);
        assertThat(inAnOutage()).as("tripped here").isEqualTo("tripped");

        table.force(SALES, Duration.ofSeconds(90), "operator");
        store.look(SALES);
        assertThat(inAnOutage()).as("another row").isNull();
    }

    /** Why the service is broken, as far as the memory knows; the store works again then. */
    private @Nullable String inAnOutage() {
        faulty.failAll();
        store.look(SALES);
        String reason = row().reason();
        faulty.recover();
        recover();
        return reason;
    }

    @Test
    void aStrangersStoreThatThrowsSomethingElseIsAnOutageToo() {
        faulty.failure = () -> new IllegalStateException("secret");
        faulty.failAll();

        assertThat(store.read(SALES)).isNull();
        assertThat(store.trip(SALES, MINUTE, "r")).isTrue();
        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        OutageStore deaf = new OutageStore(
                faulty,
                new StoreListener() {
                    @Override
                    public void onOutage(StoreException cause) {
                        throw new AssertionError();
                    }
                },
                background::add,
                () -> nanos,
                false);
        faulty.failAll();

        assertThat(deaf.read(SALES)).isNull();
    }

    // ---- memory

    @Test
    void whatWasLastKnownOpenStaysOpenForTheRestOfItsTime() {
        table.trip(SALES, MINUTE, "r");
        store.read(SALES);
        elapse(Duration.ofSeconds(20));
        faulty.failAll();

        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(row().remaining()).isEqualTo(Duration.ofSeconds(40));
        elapse(Duration.ofSeconds(40));
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void inAnOutageOneCallOfTheProcessProbes() {
        table.trip(SALES, MINUTE, "r");
        store.read(SALES);
        faulty.failAll();
        elapse(MINUTE);

        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
        Instant fence = claim();
        assertThat(store.claim(SALES, LEASE)).isNull();
        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void aProberOfTheOutageThatDiesLosesItsLease() {
        table.trip(SALES, MINUTE, "r");
        store.read(SALES);
        faulty.failAll();
        elapse(MINUTE);
        store.read(SALES);
        Instant lost = claim();
        elapse(LEASE);

        Instant fence = claim();
        assertThat(store.heal(SALES, lost)).isFalse();
        assertThat(store.reopen(SALES, lost, MINUTE, "late")).isFalse();
        assertThat(store.release(SALES, lost, Duration.ZERO)).isFalse();
        assertThat(store.reopen(SALES, fence, MINUTE, "again")).isTrue();
        assertThat(row().trips()).isEqualTo(2);
    }

    @Test
    void newFailuresTripInThisProcess() {
        faulty.failAll();

        assertThat(store.trip(SALES, MINUTE, "r")).isTrue();
        assertThat(store.trip(SALES, MINUTE, "r")).isFalse();
        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(row().reason()).isEqualTo("r");
        assertThat(store.claim(SALES, LEASE)).isNull();
    }

    @Test
    void aClaimWhoseAnswerWasLostIsAProbeAllTheSame() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        faulty.loseAnswers(Op.CLAIM);

        Instant fence = claim();
        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void aProbesResultReachesMemoryFirst() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        faulty.fail(Op.HEAL);

        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES))
                .as("calls pass although the row is still there")
                .isNull();
        assertThat(table.read(SALES)).isNotNull();
    }

    @Test
    void aProbeThatFailsInAnOutageKeepsTheServiceBroken() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        faulty.failAll();

        assertThat(store.reopen(SALES, fence, MINUTE, "again")).isTrue();
        elapse(MINUTE.minusSeconds(1));
        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(row().trips()).isEqualTo(2);
    }

    @Test
    void aReadThatBeganBeforeALocalTripIsNotTakenForNewer() {
        faulty.after(Op.READ, () -> store.trip(SALES, MINUTE, "r"));
        assertThat(store.read(SALES)).as("the answer of before").isNull();

        faulty.failAll();
        assertThat(row().state()).isEqualTo(State.OPEN);
    }

    @Test
    void aReadThatBeganBeforeALocalHealDoesNotBringTheRowBack() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        faulty.after(Op.READ, () -> store.heal(SALES, fence));
        store.read(SALES);

        faulty.failAll();
        assertThat(store.read(SALES)).isNull();
    }

    // ---- telling the store

    @Test
    void whatWasTrippedMeanwhileIsInsertedAndDueForAProbe() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        recover();

        Breaker.Status published = Objects.requireNonNull(table.read(SALES));
        assertThat(published.until()).isEqualTo(storeNow);
        assertThat(published.state()).isEqualTo(State.HALF_OPEN);
        assertThat(published.reason()).isEqualTo("r");
    }

    @Test
    void publishingDoesNotUndoAnOperatorsDelete() {
        // With the time that remains the service would be broken for another minute after the operator healed it.
        table.trip(SALES, MINUTE, "r");
        store.read(SALES);
        faulty.failAll();
        store.read(SALES);
        table.reset(SALES);
        faulty.recover();
        recover();

        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void publishingNeverChangesARowThatIsThere() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        table.force(SALES, null, "maintenance");
        faulty.recover();
        recover();

        assertThat(row().reason()).isEqualTo("maintenance");
        assertThat(row().until()).isEqualTo(Instant.MAX);
    }

    @Test
    void whatHasNoTimeLeftIsNotPublished() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        faulty.recover();
        recover();

        assertThat(table.read(SALES)).isNull();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void aLocalTripStaysInForceWhateverAReadSays() {
        // Reads work, writes fail: full disk, read-only replica, revoked rights.
        faulty.fail(Op.TRIP, Op.HEAL);
        store.trip(SALES, MINUTE, "r");
        for (int i = 0; i < 10; i++) {
            assertThat(row().state()).isEqualTo(State.OPEN);
            elapse(BACK_OFF);
            runBackground();
        }
        assertThat(table.read(SALES)).isNull();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void anOutageThatBeganWithAWriteEndsOnlyWithAWrite() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        faulty.fail(Op.CLAIM, Op.HEAL, Op.REOPEN, Op.RELEASE, Op.TRIP);
        Instant fence = claim();
        store.heal(SALES, fence);
        for (int i = 0; i < 10; i++) {
            elapse(Duration.ofSeconds(30));
            store.read(SALES);
            runBackground();
        }
        assertThat(events).containsExactly("outage");

        faulty.recover();
        recover();
        assertThat(events).containsExactly("outage", "recovery");
    }

    @Test
    void aWriteThatChangesNothingDoesNotEndAnOutageThatBeganWithAWrite() {
        // A full disk and a missing right to insert let pass what changes no row.
        faulty.fail(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        for (int i = 0; i < 10; i++) {
            recover();
        }
        assertThat(events).containsExactly("outage");

        faulty.recover();
        recover();
        assertThat(events).containsExactly("outage", "recovery");
        assertThat(table.list()).as("nothing stays of the trial").isEmpty();
    }

    @Test
    void aTripThatMeetsARowDoesNotEndAnOutageThatBeganWithAWrite() {
        faulty.fail(Op.TRIP, Op.HEAL);
        store.trip(SALES, MINUTE.multipliedBy(60), "r");
        table.force(SALES, null, "maintenance");
        faulty.recover();
        faulty.fail(Op.HEAL);
        recover();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void whatAHostThatDiedLeftOfItsTrialIsTakenOver() {
        faulty.fail(Op.HEAL);
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        store.heal(SALES, claim());
        recover();
        assertThat(table.list()).as("its own row cannot be removed").hasSize(2);

        faulty.recover();
        recover();
        assertThat(table.list()).extracting(Breaker.Status::name).containsExactly(SALES);
        assertThat(events).containsExactly("outage", "recovery");
    }

    @Test
    void whatWasToldStaysInForceAsLongAsTheOutageGoesOn() {
        faulty.failAll();
        store.trip("a", MINUTE.multipliedBy(10), "r");
        faulty.recover();
        faulty.after(Op.TRIP, () -> {
            faulty.failAll();
            store.trip("b", MINUTE.multipliedBy(10), "r");
        });
        recover();
        assertThat(events).containsExactly("outage");

        assertThat(Objects.requireNonNull(store.read("a")).state()).isEqualTo(State.OPEN);
    }

    @Test
    void aTripDuringTheEndOfTheOutageIsNotLost() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        // While the first one is being told, another service fails: the outage must not end without it.
        faulty.after(Op.TRIP, () -> store.trip("other", MINUTE, "r"));
        recover();

        assertThat(table.list()).extracting(Breaker.Status::name).containsExactly("other", SALES);
        assertThat(events).containsExactly("outage", "recovery");
    }

    @Test
    void anOutageThatComesBackWhileTellingKeepsWhatIsUntold() {
        faulty.failAll();
        store.trip("a", MINUTE.multipliedBy(10), "r");
        store.trip("b", MINUTE.multipliedBy(10), "r");
        faulty.recover();
        faulty.after(Op.TRIP, faulty::failAll);
        recover();
        assertThat(events).containsExactly("outage");
        assertThat(table.list()).hasSize(1);

        faulty.recover();
        recover();
        assertThat(table.list()).hasSize(2);
    }

    @Test
    void whatIsLeftOfATrialIsRemovedThoughATripIsToldNext() {
        faulty.fail(Op.TRIP);
        store.trip("first", Duration.ofSeconds(1), "r");
        faulty.recover();
        faulty.fail(Op.HEAL);
        elapse(Duration.ofSeconds(2));
        recover(); // the trial's row cannot be removed
        assertThat(table.list()).hasSize(1);
        faulty.recover();
        store.trip(SALES, MINUTE.multipliedBy(2), "r");
        recover();
        assertThat(events).containsExactly("outage", "recovery");
        assertThat(table.list()).extracting(Breaker.Status::name).containsExactly(SALES);
    }

    @Test
    void aProbesResultIsToldAlthoughAnotherCallMetContention() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        faulty.failure = () -> new StoreException("40001", null, true);
        faulty.fail(Op.TRIP);
        store.trip(SALES, MINUTE, "r"); // a straggler's
        faulty.recover();
        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(table.read(SALES)).as("healed for the fleet").isNull();
    }

    @Test
    void anOutageInWhichAWriteFailsWhileItEndsGoesOnUntilOneWorks() {
        Memory memory = new Memory(() -> nanos, false);
        Outage[] outage = new Outage[1];
        boolean[] once = {true};
        outage[0] = new Outage(
                faulty, new Recorder(), background::add, () -> nanos, memory, new Contention(() -> nanos), () -> {
                    if (once[0]) {
                        once[0] = false;
                        outage[0].begin(new StoreException("disk full", null), true); // of a probe that ends just now
                    }
                    return () -> {};
                });
        outage[0].begin(new StoreException("down", null), false);
        faulty.fail(Op.TRIP, Op.CLAIM);
        elapse(Duration.ofSeconds(2));
        outage[0].goesOnForACall();
        runBackground();
        assertThat(events).containsExactly("outage");
    }

    // ---- people

    @Test
    void peopleAreToldTheTruth() {
        faulty.failAll();
        store.read(SALES);

        assertThatThrownBy(() -> store.force(SALES, MINUTE, "r")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.reset(SALES)).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::list).isInstanceOf(StoreException.class);
    }

    @Test
    void whatPeopleChangeIsKnownInTheOutageThatFollows() {
        store.force(SALES, null, "maintenance");
        store.force("other", MINUTE, "maintenance");
        store.reset("other");
        faulty.failAll();

        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(row().remaining()).isGreaterThan(Duration.ofDays(36_000));
        assertThat(store.read("other")).isNull();
    }

    // ---- contention

    @Test
    void contentionIsNoOutageAndConcernsOneServiceOnly() {
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(Op.TRIP);
        assertThat(store.trip(SALES, MINUTE, "r")).isTrue();
        assertThat(row().state()).isEqualTo(State.OPEN);
        faulty.recover();

        assertThat(store.trip("other", MINUTE, "r")).isTrue();
        assertThat(table.list()).extracting(Breaker.Status::name).containsExactly("other");
        assertThat(events).isEmpty();
    }

    @Test
    void aTripThatMetContentionIsInForceUntilItIsWritten() {
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        for (int i = 0; i < 5; i++) {
            elapse(BACK_OFF);
            assertThat(row().state()).as("a read finds no row").isEqualTo(State.OPEN);
            assertThat(background).hasSize(1);
            runBackground();
        }
        faulty.recover();
        elapse(BACK_OFF);
        store.read(SALES);
        runBackground();

        assertThat(Objects.requireNonNull(table.read(SALES)).state()).isEqualTo(State.HALF_OPEN);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aClaimThatMeetsALockedRowProbesByMemory() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(Op.CLAIM);

        Instant fence = claim();
        int asked = faulty.calls;
        assertThat(store.claim(SALES, LEASE)).isNull();
        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES)).isNull();
        assertThat(faulty.calls).as("for a moment the row is left alone").isEqualTo(asked);

        elapse(BACK_OFF);
        assertThat(row().state()).as("then the store rules again").isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aClaimThatWaitsForTheRowAndACallBesideItAreNotTwoProbes() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        lock(Op.CLAIM);
        Instant fence = claim();
        store.release(SALES, fence, Duration.ZERO);
        faulty.recover();
        elapse(BACK_OFF);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);

        List<@Nullable Instant> beside = new ArrayList<>();
        faulty.after(Op.CLAIM, () -> beside.add(store.claim(SALES, LEASE)));
        claim();
        assertThat(beside).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aHerdAsksForTheProbeOnce() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        List<@Nullable Instant> beside = new ArrayList<>();
        faulty.before(Op.CLAIM, () -> {
            int asked = faulty.calls;
            beside.add(store.claim(SALES, LEASE));
            assertThat(faulty.calls).as("only one waits for the row").isEqualTo(asked);
        });
        Instant fence = claim();

        assertThat(beside).hasSize(1).containsOnlyNulls();
        store.release(SALES, fence, Duration.ZERO);
        assertThat(store.claim(SALES, LEASE)).as("the next one may ask").isNotNull();
    }

    @Test
    void whileTheRowIsLockedTheProcessHasOneProbe() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        lock(Op.CLAIM);
        claim();

        elapse(BACK_OFF);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
        assertThat(store.claim(SALES, LEASE))
                .as("the first probe still goes on")
                .isNull();
        elapse(LEASE);
        store.read(SALES);
        assertThat(store.claim(SALES, LEASE)).as("it lost its lease").isNotNull();
    }

    @Test
    void aClaimThatFoundNothingLeavesNoLeaseBehind() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        lock(Op.CLAIM);
        store.release(SALES, claim(), Duration.ZERO);
        faulty.recover();
        elapse(BACK_OFF);
        store.read(SALES);
        table.reset(SALES);
        assertThat(store.claim(SALES, LEASE)).isNull();

        faulty.fail(Op.READ);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aLockedRowDoesNotProlongTheOutage() {
        faulty.failAll();
        store.trip(SALES, Duration.ofHours(1), "r");
        faulty.recover();
        lock(Op.TRIP);
        recover();
        assertThat(events).containsExactly("outage", "recovery");
        assertThat(row().state()).as("still in force here").isEqualTo(State.OPEN);

        faulty.recover();
        elapse(BACK_OFF);
        store.read(SALES);
        runBackground();
        assertThat(Objects.requireNonNull(table.read(SALES)).state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aTripThatExpiredUntoldDoesNotHideWhatTheStoreSays() {
        lock(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        elapse(MINUTE);
        table.force(SALES, MINUTE, "operator");
        assertThat(row().state()).isEqualTo(State.OPEN);

        faulty.fail(Op.READ);
        assertThat(row().state()).as("last known open").isEqualTo(State.OPEN);
    }

    @Test
    void aReopenThatLostItsFenceDoesNotUndoAnOperatorsDelete() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        faulty.before(Op.REOPEN, () -> {
            table.reset(SALES);
            store.read(SALES);
            runBackground();
        });

        assertThat(store.reopen(SALES, fence, MINUTE, "r")).isFalse();
        runBackground();
        assertThat(table.list()).isEmpty();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void aProbeThatLostItsFenceDoesNotTakeAnUntoldTripAlong() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
        Instant fence = claim();
        table.reset(SALES);
        store.read(SALES);
        lock(Op.TRIP);
        assertThat(store.trip(SALES, MINUTE, "r")).isTrue();
        elapse(BACK_OFF);

        assertThat(store.heal(SALES, fence)).isFalse();
        assertThat(row().state()).isEqualTo(State.OPEN);
    }

    @Test
    void aThreadThatCannotBeHadCostsNoCallAndIsAskedForAgain() {
        boolean[] noThreads = {true};
        OutageStore store = new OutageStore(
                faulty,
                new Recorder(),
                task -> {
                    if (noThreads[0]) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    background.add(task);
                },
                () -> nanos,
                false);
        lock(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        elapse(BACK_OFF);
        assertThat(store.read(SALES)).isNotNull();

        noThreads[0] = false;
        store.read(SALES);
        assertThat(background).hasSize(1);
    }

    // ---- helpers

    /** One row. */
    private void lock(Op op) {
        faulty.onlyFor = SALES;
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(op);
    }

    private Breaker.Status row() {
        return Objects.requireNonNull(store.read(SALES), "there must be a row");
    }

    private Instant claim() {
        return Objects.requireNonNull(store.claim(SALES, LEASE), "the claim must be won");
    }

    private void elapse(Duration duration) {
        storeNow = storeNow.plus(duration);
        nanos += duration.toNanos();
    }

    /** A call comes along after the longest back-off, and the other thread does its work. */
    private void recover() {
        elapse(Duration.ofSeconds(30));
        store.read("somebody else's");
        runBackground();
    }

    private void runBackground() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    private final class Recorder implements StoreListener {
        @Override
        public void onOutage(StoreException cause) {
            events.add("outage");
        }

        @Override
        public void onRecovery(Duration outage) {
            events.add("recovery");
        }
    }
}
