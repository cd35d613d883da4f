package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.TroubledStore.Op;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process knows of a store that cannot be asked, and what it remembers of its questions. */
class MemoryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String SALES = "sales_api";

    private final ManualClock clock = new ManualClock();
    private final Store table = Store.inProcess(clock);
    private final RecordingStore recording = new RecordingStore(table);
    private final TroubledStore faulty = new TroubledStore(recording);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();

    private OutageStore store(boolean cached) {
        StoreListener listener = new StoreListener() {
            @Override
            public void onOutage(StoreException cause) {
                events.add("outage");
            }
        };
        return new OutageStore(faulty, listener, background::add, clock::nanoTime, cached);
    }

    // ---- in an outage

    @Test
    void whatWasKnownBeforeAnOutageIsKnownAfterIt() {
        OutageStore store = store(false);
        table.force(SALES, null, "operator");
        store.read(SALES);
        for (int i = 0; i < 2; i++) {
            faulty.failAll();
            assertThat(stateOf(store)).isEqualTo(State.OPEN);
            faulty.recover();
            recover(store);
        }
        assertThat(events).hasSize(2);
    }

    @Test
    void aServiceOfWhichNothingIsKnownCanBeProbed() {
        OutageStore store = store(false);
        faulty.failAll();
        assertThat(store.claim(SALES, SECOND)).isNotNull();
        assertThat(stateOf(store)).isEqualTo(State.OPEN);
    }

    @Test
    void whatWasTrippedHereIsToldAlsoWhileItIsProbed() {
        OutageStore store = store(false);
        faulty.failAll();
        store.trip(SALES, SECOND, "r");
        clock.advance(SECOND);
        assertThat(store.claim(SALES, Duration.ofMinutes(1))).isNotNull();
        faulty.recover();
        recover(store);
        assertThat(table.read(SALES)).isNotNull();
    }

    @Test
    void aTripOfWhatIsKnownAsBrokenIsNone() {
        OutageStore store = store(false);
        table.force(SALES, null, "operator");
        store.read(SALES);
        faulty.fail(Op.TRIP);
        assertThat(store.trip(SALES, SECOND, "r")).isFalse();
    }

    @Test
    void whatAProbeFoundIsTakenOnlyIfItHoldsTheRow() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        Instant fence = due(store);
        faulty.failAll();
        assertThat(store.heal(SALES, fence.plusSeconds(1))).isFalse();
        assertThat(store.release(SALES, fence, Duration.ZERO)).isTrue();
        assertThat(stateOf(store)).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aProbeThatWasReadInBetweenIsStillThatOfThisProcess() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        Instant fence = due(store);
        store.read(SALES);
        faulty.failAll();
        assertThat(store.heal(SALES, fence)).isTrue();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void itsEndIsADateForPeople() {
        OutageStore store = store(false);
        faulty.failAll();
        store.claim(SALES, Duration.ofHours(1));
        assertThat(Objects.requireNonNull(store.read(SALES)).until())
                .isBetween(Instant.now(), Instant.now().plusSeconds(3600));
    }

    @Test
    void aRowThatWasLostToAnOperatorsDeleteIsNotRemembered() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        Instant fence = due(store);
        table.reset(SALES);
        assertThat(store.heal(SALES, fence)).isFalse();
        faulty.failAll();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void aProbeThatFailedIsKnownAlthoughAStragglerLostItsFenceBefore() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        Instant straggler = due(store);
        Instant fence = due(store);
        assertThat(store.heal(SALES, straggler)).isFalse();
        assertThat(store.reopen(SALES, fence, SECOND, "r")).isTrue();
        faulty.failAll();
        assertThat(stateOf(store)).isEqualTo(State.OPEN);
    }

    @Test
    void aTripThatCannotBeToldBecauseTheStoreIsDownIsAnOutage() {
        OutageStore store = store(false);
        faulty.failure = () -> new StoreException("locked", null, true);
        faulty.fail(Op.TRIP);
        store.trip(SALES, Duration.ofMinutes(1), "r");
        clock.advance(SECOND);
        store.read(SALES);
        runBackground();
        store.read(SALES);
        assertThat(background).as("still locked: left alone for a second").isEmpty();

        faulty.failure = () -> new StoreException("down", null);
        clock.advance(SECOND);
        store.read(SALES);
        runBackground();
        assertThat(events).containsExactly("outage");
    }

    @Test
    void aRowOfAnotherHostThatAnOperatorDeletedIsNotRememberedEither() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        Instant straggler = due(store);
        clock.advance(SECOND);
        table.claim(SALES, SECOND);
        assertThat(stateOf(store)).as("probed elsewhere").isEqualTo(State.OPEN);
        table.reset(SALES);
        assertThat(store.heal(SALES, straggler)).isFalse();
        faulty.failAll();
        assertThat(store.read(SALES)).isNull();
    }

    @Test
    void callsAreToldWhatIsLeftNowAndThoseOfOneMomentShareTheAnswer() {
        OutageStore store = store(false);
        faulty.failAll();
        store.trip(SALES, Duration.ofMinutes(1), "r");
        Breaker.Status first = Objects.requireNonNull(store.look(SALES));
        clock.advance(Duration.ofNanos(1));
        assertThat(store.look(SALES)).isSameAs(first);
        clock.advance(SECOND.minusNanos(1));
        assertThat(Objects.requireNonNull(store.look(SALES)).remaining()).hasSeconds(59);
    }

    @Test
    void aDateThatTheStoreChangedIsTakenOverThoughTheTimeThatIsLeftIsNearlyTheSame() {
        Memory memory = new Memory(clock::nanoTime, false);
        Instant until = clock.instant().plusSeconds(60);
        for (Instant date : List.of(until, until.plusMillis(50))) {
            memory.saw(SALES, Breaker.Status.of(SALES, date, clock.instant(), null, 1, null, null), memory.writes());
            assertThat(memory.read(SALES)).extracting(Breaker.Status::until).isEqualTo(date);
        }
    }

    // ---- when all is well

    @Test
    void peopleAndProbesAreAnsweredByTheStore() {
        OutageStore store = store(false);
        store.trip(SALES, SECOND, "r");
        assertThat(store.list()).isEqualTo(table.list()).hasSize(1);
        assertThat(store.release(SALES, due(store), Duration.ZERO)).isTrue();
        store.close();
        assertThat(recording.count(RecordingStore.Operation.CLOSE)).isEqualTo(1);
    }

    // ---- questions

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingStaysOfAQuestionThatWasAnswered(boolean cached) throws Exception {
        OutageStore store = store(cached);
        for (int i = 0; i < 3; i++) {
            store.trip(SALES, SECOND, "r");
            Instant fence = due(store);
            switch (i) {
                case 0 -> store.release(SALES, fence, Duration.ZERO);
                case 1 -> store.reopen(SALES, fence, SECOND, "r");
                default -> store.heal(SALES, fence);
            }
            assertNothingStays(store);
        }
        store.takeSnapshot();
        runBackground();
        assertNothingStays(store);
    }

    @ParameterizedTest
    @EnumSource(
            value = Op.class,
            names = {"TRIP", "CLAIM", "HEAL", "LIST"})
    void norOfOneThatWasNot(Op op) throws Exception {
        OutageStore store = store(true);
        if (op == Op.LIST) {
            faulty.fail(op);
            store.takeSnapshot();
            runBackground();
        } else {
            store.trip(SALES, SECOND, "r");
            faulty.fail(op);
            store.trip(SALES, SECOND, "r");
            store.heal(SALES, due(store));
        }
        assertNothingStays(store);

        for (int i = 0; i < 2; i++) { // in vain, and not
            clock.advance(Duration.ofSeconds(30));
            store.read("other");
            runBackground();
            assertNothingStays(store);
            faulty.recover();
        }
    }

    @Test
    void whatAnotherHostDidAfterARowWasRemovedHereIsTakenFromASnapshotThatBeganAfterThat() {
        OutageStore store = store(true);
        store.trip(SALES, SECOND, "r");
        List<String> seen = new ArrayList<>();
        Runnable whileAQuestionIsOpen = () -> {
            store.reset(SALES);
            table.trip(SALES, SECOND, "r");
            store.takeSnapshot();
            runBackground();
            seen.add(store.read(SALES) == null ? "no row" : stateOf(store).toString());
        };
        faulty.before(Op.TRIP, whileAQuestionIsOpen);
        assertThat(store.trip("other", SECOND, "r")).isTrue();
        assertThat(seen).containsExactly("OPEN");
    }

    private static State stateOf(OutageStore store) {
        return Objects.requireNonNull(store.read(SALES), "there must be a row").state();
    }

    /** A call comes along after the longest back-off, and the other thread does its work. */
    private void recover(OutageStore store) {
        clock.advance(Duration.ofSeconds(30));
        store.read("somebody else's");
        runBackground();
    }

    private Instant due(OutageStore store) {
        clock.advance(SECOND);
        return Objects.requireNonNull(store.claim(SALES, SECOND));
    }

    private void runBackground() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    /** What is removed while a question is open is remembered, so that its answer does not bring it back. */
    private void assertNothingStays(OutageStore store) throws Exception {
        Object memory = field(store, "memory");
        ((Memory) memory).forget("a service");
        assertThat((Map<?, ?>) field(memory, "removed")).isEmpty();
    }

    private static Object field(Object object, String name) throws Exception {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return Objects.requireNonNull(field.get(object));
    }
}
