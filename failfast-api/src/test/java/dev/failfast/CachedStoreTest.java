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
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    private final List<String> events = new CopyOnWriteArrayList<>();
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

    /** With one look at all rows for each of them this took minutes, in which nobody could trip. */
    @Test
    @Timeout(30)
    void aSnapshotOfManyRowsIsTakenInRowByRow() {
        int rows = 50_000;
        for (int i = 0; i < rows; i++) {
            table.trip("" + i, MINUTE, "r");
        }
        snapshot();
        elapse(MINUTE);
        snapshot();

        assertThat(host.read("" + (rows - 1)))
                .isNotNull()
                .extracting(Breaker.Status::state)
                .isEqualTo(State.HALF_OPEN);
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
    void aThreadThatCannotBeHadForLongIsAnOutage() {
        OutageStore host = new OutageStore(
                store,
                new Recorder(),
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                () -> nanos,
                true);
        host.takeSnapshot();
        elapse(Duration.ofSeconds(1));
        host.takeSnapshot();
        assertThat(events).as("it may come late").isEmpty();
        elapse(INTERVAL);
        host.takeSnapshot();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aThreadThatCannotBeHadIsAskedForAgain() {
        boolean[] noThreads = {true};
        OutageStore host = new OutageStore(
                store,
                new Recorder(),
                task -> {
                    if (noThreads[0]) {
                        throw new RejectedExecutionException();
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

    @Test
    void theFirstSnapshotIsAskedForAtOnce() {
        CountDownLatch asked = new CountDownLatch(1);
        store.after(Op.LIST, asked::countDown);
        OutageStore host = OutageStore.cached(store, new StoreListener() {}, Duration.ofHours(1), MINUTE);
        await().until(() -> asked.getCount() == 0);
        host.close();
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
        store.after(Op.LIST, () -> {
            table.claim(SALES, LEASE); // another host
            assertThat(host.claim(SALES, LEASE)).isNull();
        });
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
    void soItDoesIfThisProcessRemovedOneBefore() {
        snapshot();
        store.after(Op.LIST, () -> {
            host.reset(SALES);
            table.force(SALES, MINUTE, "operator");
            host.trip(SALES, MINUTE, "r");
            assertThat(row().state()).isEqualTo(State.OPEN);
        });
        snapshot();
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
    void aSnapshotThatHangsBeginsAnOutageAndIsNotTakenForNewWhenItComes() throws Exception {
        snapshot();
        host.takeSnapshot();
        Runnable hanging = background.remove();
        table.trip(SALES, MINUTE, "r");
        elapse(Duration.ofSeconds(1));
        snapshot();
        assertThat(events).as("within the time of a query").isEmpty();
        elapse(INTERVAL);
        String log = CapturedLog.during(this::snapshot);
        assertThat(events).containsExactly("outage");
        assertThat(log).contains("cannot list: no answer for " + INTERVAL.plusSeconds(1));

        host.reset(SALES);
        hanging.run();
        assertThat(host.read(SALES)).isNull();
    }

    // ---- what is late, or in the way

    @Test
    void aSnapshotThatComesLateDoesNotReplaceANewerOne() {
        snapshot();
        host.takeSnapshot();
        // The first one's answer is on its way when the outage begins, ends with a snapshot of its own.
        store.after(Op.LIST, () -> {
            host.trip(SALES, MINUTE, "r"); // written by this process, after the question was asked
            store.fail(Op.READ, Op.TRIP);
            host.trip("other", Duration.ofSeconds(1), "r"); // an outage
            store.recover();
            elapse(Duration.ofSeconds(2));
            host.read(SALES);
            Runnable recovery = Objects.requireNonNull(background.poll());
            recovery.run();
            assertThat(events).containsExactly("outage", "recovery");
            assertThat(row().state()).isEqualTo(State.OPEN);
        });
        runBackground();
        assertThat(table.read(SALES)).isNotNull();
        assertThat(host.read(SALES))
                .as("tripped here, written, and never healed")
                .isNotNull();
    }

    @Test
    void aSnapshotThatComesLateDoesNotBringBackWhatWasHealedHere() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        Instant fence = claim();
        host.takeSnapshot();
        store.after(Op.LIST, () -> {
            host.heal(SALES, fence);
            store.fail(Op.TRIP);
            host.trip("other", Duration.ofSeconds(1), "r");
            store.recover();
            elapse(Duration.ofSeconds(2));
            host.read(SALES);
            Objects.requireNonNull(background.poll()).run();
            assertThat(events).containsExactly("outage", "recovery");
            assertThat(host.read(SALES)).isNull();
        });
        runBackground();
        assertThat(table.read(SALES)).isNull();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aLateClaimOfTheSameProcessDoesNotTakeTheProbesFenceFromMemory() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        // two threads read HALF_OPEN; the first claims, then the second does
        Instant fence = claim();
        assertThat(host.claim(SALES, LEASE)).isNull();
        store.failAll();
        snapshot(); // outage
        assertThat(host.heal(SALES, fence))
                .as("a probe's result reaches memory first")
                .isTrue();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aLateClaimDoesNotBringBackWhatThisProcessHealed() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        assertThat(row().state()).isEqualTo(State.HALF_OPEN); // thread 2 reads, and is suspended
        host.heal(SALES, claim()); // thread 1
        assertThat(host.claim(SALES, LEASE)).isNull(); // thread 2 goes on
        assertThat(host.read(SALES)).as("healed here, known at once").isNull();
    }

    @Test
    void noCallPassesBeforeTheRowIsGone() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        Instant fence = claim();
        store.before(Op.HEAL, () -> {
            // A call that passed here would fail, meet the row, and be forgotten with it.
            assertThat(row().state()).isEqualTo(State.OPEN);
        });
        host.heal(SALES, fence);
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void anErrorOfASnapshotIsAnOutageToo() {
        snapshot();
        store.after(Op.LIST, () -> {
            throw new NoClassDefFoundError("driver");
        });
        snapshot();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void resetIsSeenAtOnceAlthoughAClaimsAnswerIsOnItsWay() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        store.after(Op.CLAIM, () -> host.reset(SALES));
        host.claim(SALES, LEASE);
        assertThat(table.read(SALES)).isNull();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aTripsLateAnswerDoesNotBringBackWhatThisProcessHealed() {
        table.trip(SALES, MINUTE, "r");
        elapse(MINUTE);
        snapshot();
        Instant fence = claim();
        store.after(Op.TRIP, () -> host.heal(SALES, fence)); // a straggler's trip met the row; its answer is on its way
        host.trip(SALES, MINUTE, "r");
        assertThat(table.read(SALES)).isNull();
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void aReadBeforeTheFirstSnapshotDoesNotReplaceIt() {
        table.trip(SALES, MINUTE, "r");
        store.after(Op.READ, () -> {
            table.reset(SALES); // an operator
            snapshot();
            assertThat(host.read(SALES)).isNull();
        });
        host.read(SALES);
        assertThat(host.read(SALES)).isNull();
    }

    @Test
    void closingWithASnapshotUnderWayIsNoOutage() {
        host.takeSnapshot();
        host.close();
        store.failAll(); // the pool is closed
        runBackground();
        assertThat(events).isEmpty();
    }

    @Test
    void aProbeThatFailsWhileTheOutageEndsDoesNotKeepItFromEnding() {
        store.failAll();
        snapshot();
        host.trip(SALES, MINUTE, "connection refused");
        store.recover();
        int[] probes = {0};
        Runnable[] probe = new Runnable[1];
        probe[0] = () -> {
            if (row().state() == State.HALF_OPEN && probes[0]++ < 100) {
                host.reopen(SALES, claim(), MINUTE, "connection refused");
            }
            store.after(Op.LIST, probe[0]);
        };
        store.after(Op.LIST, probe[0]);
        recover();
        assertThat(events).containsExactly("outage", "recovery");
        assertThat(probes[0]).isZero();
    }

    @Test
    void aLongOutageWithNamesThatAreNeverUsedAgainFillsNoMemory() {
        snapshot();
        store.failAll();
        snapshot();
        int names = 5_000;
        for (int i = 0; i < names; i++) {
            host.trip("dynamic " + i, Duration.ofMillis(1), "r");
            elapse(Duration.ofMillis(1));
        }
        long known = IntStream.range(0, names)
                .filter(i -> host.read("dynamic " + i) != null)
                .count();
        assertThat(known).isLessThanOrEqualTo(1_000);
    }

    @Test
    void aStoreThatHangsKeepsNoFutureFromCompletingAndNoOtherStoreFromItsSnapshots() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(3);
        TroubledStore hanging = new TroubledStore(Store.inProcess());
        hanging.failure = () -> {
            asked.countDown();
            awaitQuietly(hang);
            return new StoreException("hung", null);
        };
        hanging.failAll();
        OutageStore hung = OutageStore.cached(hanging, new Recorder(), INTERVAL, Duration.ofMillis(100));
        Store healthyTable = Store.inProcess();
        CountDownLatch falseOutage = new CountDownLatch(1);
        StoreListener listener = new StoreListener() {
            @Override
            public void onOutage(StoreException cause) {
                falseOutage.countDown();
            }
        };
        OutageStore healthy = OutageStore.cached(healthyTable, listener, Duration.ofMillis(50), MINUTE);
        try {
            Thread caller = new Thread(() -> hung.read(SALES)); // before the first snapshot; it waits, as without us
            caller.setDaemon(true);
            caller.start();
            await().until(() -> events.contains("outage"));
            await().until(() -> {
                hung.read(SALES); // has the store tried
                return asked.getCount() == 0;
            });
            CompletableFuture<Object> future = Breaker.named("other")
                    .build()
                    .callAsync(() -> CompletableFuture.failedFuture(new IllegalStateException("failure")));
            await().until(future::isDone);
            healthyTable.trip(SALES, MINUTE, "r");
            await().until(() -> healthy.read(SALES) != null);
            assertThat(falseOutage.getCount()).isEqualTo(1);
        } finally {
            hang.countDown();
            hung.close();
            healthy.close();
        }
    }

    @Test
    void aListenerThatBlocksStopsNoOtherStoresSnapshots() {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        TroubledStore broken = new TroubledStore(Store.inProcess());
        broken.failAll();
        StoreListener listener = new StoreListener() {
            @Override
            public void onOutage(StoreException cause) {
                told.countDown();
                awaitQuietly(hang);
            }
        };
        OutageStore blocked = OutageStore.cached(broken, listener, Duration.ofMillis(50), MINUTE);
        Store healthyTable = Store.inProcess();
        OutageStore healthy = OutageStore.cached(healthyTable, new StoreListener() {}, Duration.ofMillis(50), MINUTE);
        try {
            await().until(() -> told.getCount() == 0);
            healthyTable.trip(SALES, MINUTE, "r");
            await().until(() -> healthy.read(SALES) != null);
        } finally {
            hang.countDown();
            blocked.close();
            healthy.close();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        OutageStore host = OutageStore.cached(table, new StoreListener() {}, Duration.ofMillis(10), MINUTE);
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
        @Nullable
        OutageStore[] host = {OutageStore.cached(store, new StoreListener() {}, Duration.ofMillis(10), MINUTE)};
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
        assertThatThrownBy(() -> OutageStore.cached(table, new StoreListener() {}, Duration.ZERO, MINUTE))
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
