package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.TroubledStore.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who tries a store that was out of order, with what, when, and what of a locked row. */
class OutageEndTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final Op[] WRITES = {Op.TRIP, Op.CLAIM, Op.HEAL, Op.REOPEN, Op.RELEASE};
    private static final String SALES = "sales_api";

    private Instant storeNow = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // overflows on the way, as System.nanoTime() may
    private @Nullable Runnable atNextLookAtTheClock;
    private final Store table = Store.inProcess(() -> storeNow);
    private final TroubledStore faulty = new TroubledStore(table);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private @Nullable Throwable noThread;
    private final List<String> events = new ArrayList<>();
    private final OutageStore store = new OutageStore(faulty, new Recorder(), this::execute, this::ticker, false);

    // ---- with what

    @Test
    void aRoleThatOnlyReadsIsEnoughIfOnlyReadsFailed() {
        faulty.fail(Op.READ);
        store.read(SALES);
        faulty.recover();
        faulty.fail(WRITES);

        recover();
        assertThat(events).containsExactly("outage", "recovery after PT30S");
    }

    @Test
    void soItIsAfterAnOutageThatEndedWithAWrite() {
        faulty.fail(Op.TRIP);
        store.trip(SALES, SECOND, "r");
        faulty.recover();
        recover();
        assertThat(events).hasSize(2);

        faulty.fail(Op.READ);
        store.read(SALES);
        faulty.recover();
        faulty.fail(WRITES);
        recover();
        assertThat(events).hasSize(4);
    }

    @Test
    void aReadThatFailsBesideAWriteIsNoReasonToTryOnlyReads() {
        faulty.fail(Op.TRIP);
        faulty.loseAnswers(Op.READ);
        faulty.after(Op.READ, () -> store.trip("other", SECOND, "r"));
        store.read(SALES);
        faulty.recover();
        faulty.fail(WRITES);

        recover();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aTripThatIsToldIsTrialEnough() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        elapse(LONGEST_BACK_OFF);
        store.read(SALES);
        int asked = faulty.calls;

        runBackground();
        assertThat(events).hasSize(2);
        assertThat(faulty.calls).isEqualTo(asked + 1);
    }

    @Test
    void aTrialThatAnotherHostTookOverShowsThatWritesWorkAndIsLookedAfterLater() {
        faulty.fail(Op.TRIP);
        store.trip(SALES, SECOND, "r");
        faulty.recover();
        faulty.before(Op.CLAIM, () -> table.list().forEach(row -> table.claim(row.name(), SECOND)));
        recover();
        assertThat(events).hasSize(2);
        assertThat(table.list()).as("of the other host, which dies now").hasSize(1);

        faulty.fail(Op.READ);
        store.read(SALES);
        faulty.recover();
        recover();
        assertThat(events).hasSize(4);
        assertThat(table.list()).isEmpty();
    }

    // ---- who and when

    @Test
    void oneThreadAtATimeTriesTheStoreHoweverLongItTakes() {
        faulty.failAll();
        store.read(SALES);
        for (int i = 0; i < 5; i++) {
            elapse(LONGEST_BACK_OFF);
            store.read(SALES);
            assertThat(background).hasSize(1);
        }
        runBackground();
        elapse(LONGEST_BACK_OFF);
        store.read(SALES);
        assertThat(background).hasSize(1);
    }

    @Test
    void ofCallsThatComeTogetherOneHasTheStoreTried() {
        faulty.failAll();
        store.read(SALES);
        elapse(SECOND);
        atNextLookAtTheClock = () -> {
            store.read(SALES);
            runBackground();
        };
        store.read(SALES);
        assertThat(background).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ifNoThreadCanBeHadTheNextBackOffAsksForOneAgain(boolean rejected) {
        faulty.failAll();
        store.read(SALES);
        noThread = rejected ? new RejectedExecutionException() : new OutOfMemoryError("unable to create native thread");
        elapse(LONGEST_BACK_OFF);
        assertThat(store.read(SALES)).isNull();

        noThread = null;
        elapse(LONGEST_BACK_OFF);
        store.read(SALES);
        assertThat(background).hasSize(1);
    }

    @Test
    void anOutageThatFollowsCloseOnAnotherBacksOffAsThatOneDid() {
        faulty.failAll();
        for (int i = 0; i < 5; i++) {
            store.read(SALES);
            recover();
        }
        faulty.recover();
        recover();
        assertThat(events).hasSize(2);

        faulty.failAll();
        store.read(SALES);
        assertBackOffIsLongerThanASecond(true);
        faulty.recover();
        recover();
        assertThat(events).hasSize(4);

        elapse(LONGEST_BACK_OFF.plusMillis(1));
        faulty.failAll();
        store.read(SALES);
        assertBackOffIsLongerThanASecond(false);
    }

    private void assertBackOffIsLongerThanASecond(boolean expected) {
        elapse(SECOND);
        store.read(SALES);
        assertThat(background.isEmpty()).isEqualTo(expected);
    }

    // ---- locked rows

    @Test
    void aTripThatMetALockWhileItWasToldIsLeftAloneForASecond() {
        faulty.failAll();
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        lock(Op.TRIP);
        recover();
        assertThat(events).hasSize(2);

        store.read(SALES);
        assertThat(background).isEmpty();
        elapse(SECOND);
        store.read(SALES);
        assertThat(background).hasSize(1);
    }

    @Test
    void aRowThatIsLockedIsNotAskedForEither() {
        due();
        lock(Op.CLAIM);
        claim();
        int asked = faulty.calls;

        assertThat(store.read(SALES))
                .isNotNull()
                .extracting(Breaker.Status::state)
                .isEqualTo(State.OPEN);
        assertThat(faulty.calls).isEqualTo(asked);
    }

    @Test
    void aProbeThatBeganWhileTheRowWasLockedStaysTheOnlyOneWhenItNoLongerIs() {
        due();
        lock(Op.CLAIM);
        claim();
        faulty.recover();
        elapse(SECOND);

        store.read(SALES);
        assertThat(store.claim(SALES, LEASE)).isNull();
    }

    @Test
    void whileOneTriesALockedRowAgainTheOthersAreAnsweredFromMemory() {
        dueAfterALock();
        faulty.before(Op.CLAIM, () -> {
            int asked = faulty.calls;
            assertThat(store.read(SALES)).isNotNull();
            assertThat(faulty.calls).isEqualTo(asked);
        });
        claim();
    }

    @Test
    void whenTheRowIsNoLongerLockedTheStoreRulesAtOnce() {
        dueAfterALock();
        claim();
        table.reset(SALES);
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void soItDoesWhenATripOfAnotherCallIsWritten() {
        lock(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        store.reset(SALES);
        elapse(SECOND);
        assertThat(store.trip(SALES, MINUTE, "r")).isTrue();
        assertThatTheStoreRules();
    }

    @Test
    void andWhenAProbesResultIs() {
        due();
        Instant fence = claim();
        lock(Op.TRIP);
        store.trip(SALES, MINUTE, "r"); // a straggler's
        faulty.recover();
        elapse(SECOND);
        assertThat(store.reopen(SALES, fence, MINUTE, "r")).isTrue();
        assertThatTheStoreRules();
    }

    @Test
    void andWhenATripThatMetTheLockIsTold() {
        lock(Op.TRIP);
        store.trip(SALES, MINUTE, "r");
        faulty.recover();
        elapse(SECOND);
        store.read(SALES);
        runBackground();
        assertThatTheStoreRules();
    }

    /** Else the time of a probe would have to have come in memory, too. */
    private void assertThatTheStoreRules() {
        table.reset(SALES);
        table.trip(SALES, Duration.ZERO, "r");
        assertThat(store.claim(SALES, LEASE)).isNotNull();
    }

    // ---- helpers

    private void due() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        store.read(SALES);
    }

    private void dueAfterALock() {
        due();
        lock(Op.CLAIM);
        store.release(SALES, claim(), Duration.ZERO);
        faulty.recover();
        elapse(SECOND);
        store.read(SALES);
    }

    private Instant claim() {
        return Objects.requireNonNull(store.claim(SALES, LEASE), "the claim must be won");
    }

    private void lock(Op op) {
        faulty.onlyFor = SALES;
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(op);
    }

    /** A call comes along after the longest back-off, and the other thread does its work. */
    private void recover() {
        elapse(LONGEST_BACK_OFF);
        store.read("somebody else's");
        runBackground();
    }

    private void elapse(Duration duration) {
        storeNow = storeNow.plus(duration);
        nanos += duration.toNanos();
    }

    private long ticker() {
        Runnable look = atNextLookAtTheClock;
        if (look != null) {
            atNextLookAtTheClock = null;
            look.run();
        }
        return nanos;
    }

    private void execute(Runnable task) {
        if (noThread instanceof RuntimeException e) {
            throw e;
        }
        if (noThread instanceof Error e) {
            throw e;
        }
        background.add(task);
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
            events.add("recovery after " + outage);
        }
    }
}
