package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker.State;
import dev.failfast.TroubledStore.Op;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads from snapshots: what a process knows at once, what after the next snapshot, and what never gets lost. */
class CachedStoreTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final String SALES = "sales_api";

    private Instant storeNow = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // overflows on the way, as System.nanoTime() may
    private final Store table = Store.inProcess(() -> storeNow);
    private final TroubledStore store = new TroubledStore(table);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final OutageStore host = new OutageStore(store, new Recorder(), background::add, () -> nanos, true);

    // ---- what reads cost

    @Test
    void readsAreAnsweredFromOneSnapshotHoweverManyServicesThereAre() {
        table.trip("1", MINUTE, "r");
        snapshot();
        int asked = store.calls;

        for (int i = 0; i < 100; i++) {
            assertThat(host.read("" + i) == null).isEqualTo(i != 1);
        }
        assertThat(store.calls).isEqualTo(asked);
        snapshot();
        assertThat(store.calls).isEqualTo(asked + 1);
    }

    @Test
    void untilTheFirstSnapshotIsThereReadsGoToTheStore() {
        table.trip(SALES, MINUTE, "r");
        host.takeSnapshot();
        assertThat(row().state()).isEqualTo(State.OPEN);
    }

    @Test
    void snapshotsAreTakenOneAtATime() {
        host.takeSnapshot();
        host.takeSnapshot();
        assertThat(background).hasSize(1);
        runBackground();
        host.takeSnapshot();
        assertThat(background).hasSize(1);
    }

    @Test
    void aThreadThatCannotBeHadIsAskedForAgain() {
        boolean[] noThreads = {true};
        OutageStore host = new OutageStore(
                store,
                new Recorder(),
                task -> {
                    if (noThreads[0]) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    background.add(task);
                },
                () -> nanos,
                true);
        host.takeSnapshot();
        noThreads[0] = false;
        host.takeSnapshot();
        assertThat(background).hasSize(1);
    }

    // ---- what others do

    @Test
    void whatOthersTripHealAndForceIsObeyedAfterTheNextSnapshot() {
        snapshot();
        table.trip(SALES, MINUTE, "r");
        assertThat(host.read(SALES)).isNull();
        snapshot();
        assertThat(row().reason()).isEqualTo("r");

        table.force(SALES, null, "operator");
        snapshot();
        assertThat(row().reason()).isEqualTo("operator");
        table.reset(SALES);
        snapshot();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aBreakThatIsOverIsKnownWithoutASnapshot() {
        table.trip(SALES, MINUTE, "r");
        snapshot();
        elapse(MINUTE.minusMillis(1));
        assertThat(row().remaining()).isEqualTo(Duration.ofMillis(1));
        elapse(Duration.ofMillis(1));
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void noRowIsDroppedHoweverManyThereAre() {
        for (int i = 0; i < 1_500; i++) {
            table.trip("" + i, MINUTE, "r");
        }
        elapse(MINUTE);
        snapshot();
        host.trip(SALES, MINUTE, "r");
        for (int i = 0; i < 1_500; i++) {
            assertThat(host.read("" + i)).isNotNull();
        }
    }

    // ---- what this process does

    @Test
    void whatThisProcessDoesItSeesAtOnce() {
        snapshot();
        host.trip(SALES, MINUTE, "r");
        assertThat(row().state()).isEqualTo(State.OPEN);
        host.reset(SALES);
        assertThat(host.read(SALES)).isNull();
        host.force(SALES, MINUTE, "operator");
        assertThat(row().reason()).isEqualTo("operator");

        elapse(MINUTE);
        Instant fence = claim();
        assertThat(row().state()).isEqualTo(State.OPEN);
        host.release(SALES, fence, Duration.ZERO);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
        host.reopen(SALES, claim(), MINUTE, "again");
        assertThat(row().state()).isEqualTo(State.OPEN);

        elapse(MINUTE);
        host.heal(SALES, claim());
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aSnapshotThatBeganBeforeALocalTripDoesNotHideIt() {
        store.after(Op.LIST, () -> host.trip(SALES, MINUTE, "r"));
        snapshot();
        assertThat(row().state()).isEqualTo(State.OPEN);

        table.reset(SALES);
        snapshot();
        assertThat(host.read(SALES)).as("the next one knows better").isNull();
    }

    @Test
    void aSnapshotThatBeganBeforeALocalHealDoesNotBringTheRowBack() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        Instant fence = claim();
        store.after(Op.LIST, () -> host.heal(SALES, fence));
        snapshot();
        assertThat(host.read(SALES)).isNull();

        table.trip(SALES, MINUTE, "r");
        snapshot();
        assertThat(row().state()).as("the next one knows better").isEqualTo(State.OPEN);
    }

    @Test
    void aSnapshotThatBeganBeforeALocalResetDoesNotBringTheRowBack() {
        table.trip(SALES, MINUTE, "r");
        snapshot();
        store.after(Op.LIST, () -> host.reset(SALES));
        snapshot();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aSnapshotBetweenTheTwoHalvesOfAResultDoesNotUndoIt() {
        // The result is in memory, the statement is on its way, and the snapshot sees the row as it was.
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        Instant released = claim();
        store.before(Op.RELEASE, this::snapshot);
        host.release(SALES, released, Duration.ZERO);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);

        Instant healed = claim();
        store.before(Op.HEAL, this::snapshot);
        host.heal(SALES, healed);
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aLostClaimReadsAsOpenUntilASnapshotThatBeganAfterIt() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        table.claim(SALES, LEASE); // another host
        store.after(Op.LIST, () -> assertThat(host.claim(SALES, LEASE)).isNull());
        snapshot();
        assertThat(row().state()).isEqualTo(State.OPEN);

        table.reset(SALES);
        snapshot();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aTripThatMeetsTheRowOfAnotherReadsAsOpen() {
        snapshot();
        table.trip(SALES, MINUTE, "r");
        assertThat(host.trip(SALES, MINUTE, "r")).isFalse();
        assertThat(row().state()).isEqualTo(State.OPEN);
    }

    @Test
    void aProbeThatLostItsFenceDoesNotLetCallsPass() {
        for (Ending ending : Ending.values()) {
            table.trip(SALES, MINUTE, "r");
            elapse(MINUTE);
            snapshot();
            Instant fence = claim();
            table.force(SALES, null, "operator");
            assertThat(ending.end(host, fence)).isFalse();
            assertThat(row().state()).as(ending.name()).isEqualTo(State.OPEN);

            table.reset(SALES);
            snapshot();
            assertThat(host.read(SALES)).isNull();
        }
    }

    @Test
    void aTripThatMetALockedRowIsInForceWhateverASnapshotSays() {
        snapshot();
        store.failure = () -> new StoreException("locked", null, true);
        store.fail(Op.TRIP);
        host.trip(SALES, MINUTE, "r");
        snapshot();
        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(events).isEmpty();

        store.recover();
        elapse(Duration.ofSeconds(1));
        host.read(SALES);
        runBackground();
        assertThat(table.list()).as("and is told").hasSize(1);
        snapshot();
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    // ---- outage

    @Test
    void aSnapshotThatFailsBeginsAnOutageAndNoCallerWaits() {
        snapshot();
        store.failAll();
        snapshot();
        assertThat(events).containsExactly("outage");
        int asked = store.calls;

        host.read(SALES);
        host.trip(SALES, MINUTE, "r");
        host.takeSnapshot();
        assertThat(store.calls).isEqualTo(asked);
        assertThat(background).isEmpty();
        assertThat(row().state()).isEqualTo(State.OPEN);
    }

    @Test
    void aTableThatIsLockedIsAnOutageTooForItConcernsEveryService() {
        snapshot();
        store.failure = () -> new StoreException("locked", null, true);
        store.fail(Op.LIST);
        snapshot();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void whatAStrangersStoreThrowsIsAnOutage() {
        store.failure = () -> new IllegalStateException("secret");
        store.fail(Op.LIST);
        snapshot();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aServiceThatNobodyAskedForIsKnownInTheOutage() {
        table.trip(SALES, MINUTE, "r");
        snapshot();
        store.failAll();
        snapshot();
        elapse(Duration.ofSeconds(20));

        assertThat(row().state()).isEqualTo(State.OPEN);
        assertThat(row().remaining()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void theEndOfAnOutageBringsASnapshot() {
        snapshot();
        store.failAll();
        snapshot();
        table.force(SALES, MINUTE, "operator");
        assertThat(host.read(SALES)).isNull();
        store.recover();
        recover();

        assertThat(events).containsExactly("outage", "recovery");
        assertThat(row().reason()).isEqualTo("operator");
    }

    @Test
    void anOutageGoesOnIfThereIsNoSnapshotAlthoughWritesWork() {
        snapshot();
        store.failAll();
        snapshot();
        store.recover();
        store.fail(Op.LIST);
        recover();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aTripInAnOutageReachesTheStoreAndWaitsForAProbe() {
        snapshot();
        store.failAll();
        snapshot();
        host.trip(SALES, MINUTE.multipliedBy(2), "r");
        store.recover();
        recover();

        assertThat(Objects.requireNonNull(table.read(SALES)).state()).isEqualTo(State.HALF_OPEN);
        assertThat(row().state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aSnapshotThatHangsBeginsAnOutageAndIsNotTakenForNewWhenItComes() {
        snapshot();
        host.takeSnapshot();
        table.trip(SALES, MINUTE, "r");
        elapse(Duration.ofSeconds(1));
        host.takeSnapshot();
        assertThat(events).as("within the time of a query").isEmpty();
        elapse(INTERVAL);
        host.takeSnapshot();
        assertThat(events).containsExactly("outage");

        host.reset(SALES);
        runBackground();
        assertThat(host.read(SALES)).isNull();
    }

    // ---- the end

    @Test
    void aClosedStoreTakesNoSnapshots() {
        table.trip(SALES, MINUTE, "r");
        host.takeSnapshot();
        host.close();
        runBackground();
        host.takeSnapshot();
        assertThat(background).isEmpty();

        store.failAll();
        assertThat(host.read(SALES)).as("the snapshot under way was in vain").isNull();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void snapshotsAreTakenByThemselvesUntilTheStoreIsClosed() {
        Store table = Store.inProcess();
        OutageStore host = OutageStore.cached(table, new StoreListener() {}, Duration.ofMillis(10));
        table.trip(SALES, MINUTE, "r");
        await().until(() -> host.read(SALES) != null);
        table.reset(SALES);
        await().until(() -> host.read(SALES) == null);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("failfast-"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
        host.close();
    }

    @Test
    void aStoreThatIsForgottenIsAskedNoMore() {
        TroubledStore store = new TroubledStore(Store.inProcess());
        CountDownLatch asked = new CountDownLatch(1);
        store.after(Op.LIST, asked::countDown);
        @Nullable OutageStore[] host = {OutageStore.cached(store, new StoreListener() {}, Duration.ofMillis(10))};
        WeakReference<OutageStore> reference = new WeakReference<>(host[0]);
        await().until(() -> asked.getCount() == 0);
        host[0] = null;
        await().until(() -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Test
    void anIntervalThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> OutageStore.cached(table, new StoreListener() {}, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interval must be positive, was PT0S");
    }

    // ---- helpers

    private enum Ending {
        HEAL,
        REOPEN,
        RELEASE;

        boolean end(Store store, Instant fence) {
            return switch (this) {
                case HEAL -> store.heal(SALES, fence);
                case REOPEN -> store.reopen(SALES, fence, MINUTE, "r");
                case RELEASE -> store.release(SALES, fence, Duration.ZERO);
            };
        }
    }

    private void snapshot() {
        host.takeSnapshot();
        runBackground();
    }

    /** A call comes along after the longest back-off, and the other thread does its work. */
    private void recover() {
        elapse(Duration.ofSeconds(30));
        host.read("somebody else's");
        runBackground();
    }

    private Breaker.Status row() {
        return Objects.requireNonNull(host.read(SALES), "there must be a row");
    }

    private Instant claim() {
        return Objects.requireNonNull(host.claim(SALES, LEASE), "the claim must be won");
    }

    private void elapse(Duration duration) {
        storeNow = storeNow.plus(duration);
        nanos += duration.toNanos();
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
