package dev.failfast.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Store} promises. A test of a store extends this class and says how to open a store, and how to let
 * time pass:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreContract {
 *     @Override
 *     protected Store openHost() { ... }
 *
 *     @Override
 *     protected void elapse(Duration duration) { ... }
 * }
 * }</pre>
 *
 * <p>Each test begins with a store that has no row.
 */
public abstract class StoreContract {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final String SALES = "sales_api";

    private final List<Store> hosts = new ArrayList<>();

    /** For subclasses. */
    protected StoreContract() {}

    /**
     * Opens the store as one more host of the fleet does. Called several times by a test: all see the same rows. They
     * are closed after the test.
     *
     * @return a store
     */
    protected abstract Store openHost();

    /**
     * Lets time pass for all hosts, in the middle of probes too. See {@link TimeMachine} for databases.
     *
     * @param duration how much
     */
    protected abstract void elapse(Duration duration);

    /**
     * How many rounds a race is run.
     *
     * @return 50, unless overridden
     */
    protected int rounds() {
        return 50;
    }

    private Store host() {
        Store host = openHost();
        hosts.add(host);
        return host;
    }

    @AfterEach
    final void closeHosts() {
        hosts.forEach(Store::close);
    }

    // ---- reading

    @Test
    void aServiceWithoutARowIsClosed() {
        Store store = host();

        assertThat(store.read(SALES)).isNull();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aRowIsOpenUntilItsTimeHasComeAndHalfOpenFromThenOn() {
        Store store = host();
        store.trip(SALES, MINUTE, "java.io.IOException");

        Breaker.Status open = row(store);
        assertThat(open.name()).isEqualTo(SALES);
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(open.remaining()).isPositive().isLessThanOrEqualTo(MINUTE);
        assertThat(open.trips()).isEqualTo(1);
        assertThat(open.reason()).isEqualTo("java.io.IOException");
        assertThat(open.until()).isNotNull();
        assertThat(open.since()).isNotNull();

        elapse(MINUTE);
        Breaker.Status halfOpen = row(store);
        assertThat(halfOpen.state()).isEqualTo(State.HALF_OPEN);
        assertThat(halfOpen.remaining()).isZero();
        assertThat(halfOpen.until()).isEqualTo(open.until());
        assertThat(halfOpen.since()).isEqualTo(open.since());
    }

    @Test
    void aLookSaysWhetherCallsMayPassAndUntilWhen() {
        Store store = host();
        assertThat(store.look(SALES)).isNull();

        store.force(SALES, null, "operator");
        isTheSame(row(store), look(store), "since", "trips", "trippedBy", "reason");
        store.force(SALES, MINUTE, "operator");
        isTheSame(row(store), look(store), "since", "trips", "trippedBy", "reason");
        assertThat(look(store).remaining()).isPositive().isLessThanOrEqualTo(MINUTE);

        elapse(MINUTE);
        isTheSame(row(store), look(store), "since", "trips", "trippedBy", "reason");
        assertThat(look(store).remaining()).isZero();
        store.reset(SALES);
        assertThat(store.look(SALES)).isNull();
    }

    @Test
    void whatOneHostWritesAnotherSeesAtOnce() {
        Store one = host();
        Store other = host();

        one.trip(SALES, MINUTE, "r");
        isTheSame(row(one), row(other));
        other.reset(SALES);
        assertThat(one.read(SALES)).isNull();
    }

    @Test
    void listHasAllRowsOrderedByName() {
        Store store = host();
        store.trip("b", MINUTE, "r");
        store.force("c", null, "r");
        store.trip("a", MINUTE, "r");

        assertThat(store.list()).extracting(Breaker.Status::name).containsExactly("a", "b", "c");
        assertThat(store.list()).extracting(Breaker.Status::state).containsOnly(State.OPEN);
    }

    // ---- trip

    @Test
    void onlyTheFirstTripWrites() {
        Store one = host();
        Store other = host();

        assertThat(one.trip(SALES, MINUTE, "first")).isTrue();
        Breaker.Status before = row(one);
        assertThat(other.trip(SALES, MINUTE.multipliedBy(10), "second")).isFalse();
        isTheSame(before, row(one));
    }

    @Test
    void aTripNeverChangesAnExpiredRow() {
        Store store = host();
        store.trip(SALES, MINUTE, "first");
        elapse(MINUTE.plusSeconds(1));

        assertThat(store.trip(SALES, MINUTE, "straggler")).isFalse();
        assertThat(row(store).state()).isEqualTo(State.HALF_OPEN);
        assertThat(row(store).reason()).isEqualTo("first");
    }

    @Test
    void aTripNeverChangesWhatAnOperatorForced() {
        Store store = host();
        store.force(SALES, null, "maintenance");

        assertThat(store.trip(SALES, MINUTE, "straggler")).isFalse();
        assertThat(row(store).until()).isEqualTo(Instant.MAX);
        assertThat(row(store).reason()).isEqualTo("maintenance");
    }

    // ---- claim

    @Test
    void thereIsNothingToClaimUnlessABreakIsOver() {
        Store store = host();

        assertThat(store.claim(SALES, LEASE)).isNull();
        assertThat(store.read(SALES)).isNull();
        store.trip(SALES, MINUTE, "r");
        assertThat(store.claim(SALES, LEASE)).isNull();
        assertThat(row(store).remaining()).isGreaterThan(LEASE);
    }

    @Test
    void aClaimIsALeaseThatKeepsOthersOut() {
        Store store = halfOpen();
        Breaker.Status before = row(store);

        Instant fence = claim(store);
        Breaker.Status leased = row(store);
        assertThat(leased.until()).as("the fence is until, exactly").isEqualTo(fence);
        assertThat(leased.state()).isEqualTo(State.OPEN);
        assertThat(leased.remaining()).isPositive().isLessThanOrEqualTo(LEASE);
        assertThat(leased.trips()).isEqualTo(before.trips());
        assertThat(leased.since()).isEqualTo(before.since());
        assertThat(host().claim(SALES, LEASE)).isNull();
    }

    @Test
    void aProberThatDiesLosesItsLeaseByTime() {
        Store dead = halfOpen();
        Instant lost = claim(dead);
        elapse(LEASE);

        Instant fence = claim(host());
        assertThat(fence).isAfter(lost);
    }

    // ---- how a probe ends

    @Test
    void healRemovesTheRow() {
        Store store = halfOpen();
        Instant fence = claim(store);

        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES)).isNull();
        assertThat(store.heal(SALES, fence)).isFalse();
    }

    @Test
    void reopenBreaksAgainAndCountsOneMoreTrip() {
        Store store = halfOpen();
        Breaker.Status before = row(store);
        Instant fence = claim(store);

        assertThat(store.reopen(SALES, fence, MINUTE, "again")).isTrue();
        Breaker.Status after = row(store);
        assertThat(after.state()).isEqualTo(State.OPEN);
        assertThat(after.remaining()).isGreaterThan(LEASE).isLessThanOrEqualTo(MINUTE);
        assertThat(after.trips()).isEqualTo(2);
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.reason()).isEqualTo("again");
    }

    @Test
    void releaseLetsAnotherProbeAtOnce() {
        Store store = halfOpen();
        Instant fence = claim(store);

        assertThat(store.release(SALES, fence, Duration.ZERO)).isTrue();
        assertThat(row(store).state()).isEqualTo(State.HALF_OPEN);
        assertThat(row(store).trips()).isEqualTo(1);
        claim(host());
    }

    @Test
    void releaseWithADelayLetsAnotherProbeLater() {
        Store store = halfOpen();
        Instant fence = claim(store);

        assertThat(store.release(SALES, fence, Duration.ofSeconds(10))).isTrue();
        assertThat(row(store).remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(store.claim(SALES, LEASE)).isNull();
        elapse(Duration.ofSeconds(10));
        claim(store);
    }

    @Test
    void aStragglerChangesNothingOfTheProbeThatFollowed() {
        Store straggler = halfOpen();
        Instant lost = claim(straggler);
        elapse(LEASE);
        Store prober = host();
        Instant fence = claim(prober);

        changesNothing(straggler, lost);
        assertThat(prober.heal(SALES, fence)).isTrue();
    }

    @Test
    void aStragglerChangesNothingOfATripThatFollowed() {
        Store straggler = halfOpen();
        Instant lost = claim(straggler);
        straggler.reset(SALES);
        host().trip(SALES, MINUTE, "newer");

        changesNothing(straggler, lost);
    }

    @Test
    void whatAnOperatorForcedDuringAProbeSurvivesIt() {
        for (@Nullable Duration forced : new @Nullable Duration[] {MINUTE, null}) {
            Store prober = halfOpen();
            Instant fence = claim(prober);
            host().force(SALES, forced, "maintenance");

            changesNothing(prober, fence);
            prober.reset(SALES);
        }
    }

    @Test
    void aProbeDoesNotBringBackWhatAnOperatorHealed() {
        Store prober = halfOpen();
        Instant fence = claim(prober);
        host().reset(SALES);

        assertThat(prober.reopen(SALES, fence, MINUTE, "late")).isFalse();
        assertThat(prober.release(SALES, fence, Duration.ZERO)).isFalse();
        assertThat(prober.read(SALES)).isNull();
    }

    // ---- operators

    @Test
    void forceOverwritesWhateverIsThere() {
        Store store = host();
        store.force(SALES, MINUTE, "by hand");
        assertThat(row(store).remaining()).isPositive().isLessThanOrEqualTo(MINUTE);

        store.force(SALES, MINUTE.multipliedBy(10), "longer");
        assertThat(row(store).remaining()).isGreaterThan(MINUTE);
        assertThat(row(store).reason()).isEqualTo("longer");
        elapse(MINUTE.multipliedBy(10));

        store.force(SALES, Duration.ofSeconds(1), "shorter");
        assertThat(row(store).remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(row(store).trips()).isEqualTo(1);
    }

    @Test
    void forcedUntilFurtherNoticeStaysOpen() {
        Store store = host();
        store.force(SALES, null, "maintenance");
        elapse(Duration.ofDays(300));

        Breaker.Status status = row(store);
        assertThat(status.state()).isEqualTo(State.OPEN);
        assertThat(status.until()).isEqualTo(Instant.MAX);
        assertThat(status.remaining()).isEqualTo(LONGEST);
        assertThat(status.remaining().toNanos()).as("no overflow").isPositive();
        assertThat(store.claim(SALES, LEASE)).isNull();
    }

    @Test
    void resetRemovesTheRowWhateverItsState() {
        Store store = halfOpen();
        store.reset(SALES);
        assertThat(store.read(SALES)).isNull();

        store.reset(SALES);
        store.force(SALES, null, "r");
        store.reset(SALES);
        assertThat(store.read(SALES)).isNull();
    }

    // ---- values

    @Test
    void namesAreDataAndNothingElse() {
        Store store = host();
        List<String> names = List.of(
                "it's",
                "\"quoted\"",
                "100%_of\\them",
                "x'); DROP TABLE broken_services; --",
                " spaces around ",
                "Sales_API",
                "sales_api",
                "\uD83D\uDCB8 \u20AC \u4E2D\u6587 \u0646",
                "?",
                "$1 {0} :name",
                "n".repeat(255),
                "\uD83D\uDCB8".repeat(255));
        for (String name : names) {
            assertThat(store.trip(name, MINUTE, "r")).as(name).isTrue();
        }
        assertThat(store.list()).extracting(Breaker.Status::name).containsExactlyInAnyOrderElementsOf(names);
        elapse(MINUTE);
        for (String name : names) {
            Instant fence = Objects.requireNonNull(store.claim(name, LEASE), name);
            assertThat(store.heal(name, fence)).as(name).isTrue();
            assertThat(store.read(name)).as(name).isNull();
        }
        assertThat(store.list()).isEmpty();
    }

    @Test
    void theLongestAndTheShortestTimesAreFine() {
        Store store = host();
        store.trip("long", LONGEST, "r");
        assertThat(row(store, "long").state()).isEqualTo(State.OPEN);
        store.force("long", LONGEST, "r".repeat(255));
        assertThat(row(store, "long").reason()).hasSize(255);

        store.trip(SALES, Duration.ofNanos(1), "r");
        elapse(Duration.ofNanos(1_000));
        Instant fence = claim(store);
        assertThat(store.reopen(SALES, fence, LONGEST, "r")).isTrue();
    }

    @Test
    void anInterruptedThreadCanUseItAndStaysInterrupted() {
        Store store = host();
        Thread.currentThread().interrupt();
        try {
            store.trip(SALES, MINUTE, "r");
            assertThat(row(store).state()).isEqualTo(State.OPEN);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(row(store).state()).isEqualTo(State.OPEN);
    }

    @Test
    void closingTwiceDoesNothing() {
        Store store = openHost();
        store.close();
        store.close();
    }

    // ---- races

    @Test
    void ofManyHostsExactlyOneWinsTheProbe() throws Exception {
        List<Store> fleet = fleet();
        for (int round = 0; round < rounds(); round++) {
            fleet.get(0).force(SALES, Duration.ofNanos(1), "r");
            elapse(Duration.ofNanos(1_000));

            List<Instant> won = atOnce(fleet, store -> Optional.ofNullable(store.claim(SALES, LEASE))).stream()
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(won).as("round %d", round).hasSize(1);
            assertThat(row(fleet.get(0)).until()).isEqualTo(won.get(0));
        }
    }

    @Test
    void ofManyHostsExactlyOneTrips() throws Exception {
        List<Store> fleet = fleet();
        for (int round = 0; round < rounds(); round++) {
            fleet.get(0).reset(SALES);

            List<Boolean> wrote = atOnce(fleet, store -> store.trip(SALES, MINUTE, "r"));
            assertThat(wrote).as("round %d", round).containsOnlyOnce(true);
            assertThat(row(fleet.get(0)).trips()).isEqualTo(1);
        }
    }

    @Test
    void aHealAndTripsAtTheSameTimeLeaveNoTripLost() throws Exception {
        List<Store> fleet = fleet();
        for (int round = 0; round < rounds(); round++) {
            fleet.get(0).force(SALES, Duration.ofNanos(1), "r");
            elapse(Duration.ofNanos(1_000));
            Instant fence = claim(fleet.get(0));
            Store prober = fleet.get(0);

            AtomicBoolean healed = new AtomicBoolean();
            AtomicBoolean healing = new AtomicBoolean();
            List<Boolean> wrote = atOnce(fleet, store -> {
                if (healing.compareAndSet(false, true)) {
                    healed.set(store.heal(SALES, fence));
                    return false;
                }
                return store.trip(SALES, MINUTE, "late");
            });
            assertThat(healed).as("round %d: healed", round).isTrue();
            long tripped = wrote.stream().filter(mine -> mine).count();
            assertThat(tripped).isLessThanOrEqualTo(1);
            assertThat(prober.read(SALES) != null).as("round %d: a row", round).isEqualTo(tripped == 1);
        }
    }

    private List<Store> fleet() {
        List<Store> fleet = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            fleet.add(host());
        }
        return fleet;
    }

    private interface Step<T> {
        T on(Store store);
    }

    /** Runs the step on all stores at the same time; the answers in the order of the stores. */
    private static <T> List<T> atOnce(List<Store> fleet, Step<T> step)
            throws InterruptedException, ExecutionException, TimeoutException {
        CyclicBarrier barrier = new CyclicBarrier(fleet.size());
        ExecutorService threads = Executors.newFixedThreadPool(fleet.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Store store : fleet) {
                Callable<T> task = () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    return step.on(store);
                };
                futures.add(threads.submit(task));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get(30, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    // ---- helpers

    private Store halfOpen() {
        Store store = host();
        store.trip(SALES, MINUTE, "first");
        elapse(MINUTE);
        return store;
    }

    private static Instant claim(Store store) {
        return Objects.requireNonNull(store.claim(SALES, LEASE), "the claim must be won");
    }

    private static Breaker.Status row(Store store) {
        return row(store, SALES);
    }

    private static Breaker.Status row(Store store, String name) {
        return Objects.requireNonNull(store.read(name), "there must be a row");
    }

    private static void changesNothing(Store late, Instant fence) {
        Breaker.Status before = row(late);
        assertThat(late.heal(SALES, fence)).isFalse();
        assertThat(late.reopen(SALES, fence, MINUTE.multipliedBy(3), "late")).isFalse();
        assertThat(late.release(SALES, fence, Duration.ZERO)).isFalse();
        isTheSame(before, row(late));
    }

    private static Breaker.Status look(Store store) {
        return Objects.requireNonNull(store.look(SALES), "there must be a row");
    }

    /** But for the time that remains, which goes on. */
    private static void isTheSame(Breaker.Status before, Breaker.Status after, String... orUnknown) {
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("remaining")
                .ignoringFields(orUnknown)
                .isEqualTo(before);
    }
}
