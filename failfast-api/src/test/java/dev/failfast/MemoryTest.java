package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process remembers of its questions to a store. */
class MemoryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String SALES = "sales_api";

    private final ManualClock clock = new ManualClock();
    private final TroubledStore faulty = new TroubledStore(Store.inProcess(clock));
    private final Queue<Runnable> background = new ArrayDeque<>();

    private OutageStore store(boolean cached) {
        return new OutageStore(faulty, new StoreListener() {}, background::add, clock::nanoTime, cached);
    }

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
            value = TroubledStore.Op.class,
            names = {"TRIP", "CLAIM", "HEAL", "LIST"})
    void norOfOneThatWasNot(TroubledStore.Op op) throws Exception {
        OutageStore store = store(true);
        if (op == TroubledStore.Op.LIST) {
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
