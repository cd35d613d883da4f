package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.TroubledStore.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store's listener is told of each operation. */
class TimedStoreTest {
    private static final String SALES = "sales_api";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final Store table = Store.inProcess(clock);
    private final TroubledStore troubled = new TroubledStore(table);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private long nanos;
    private long looksAtTheClock;

    @Test
    void eachOperationIsToldByItsName() {
        Store store = observed(new Recorder());

        store.trip(SALES, Duration.ZERO, "r");
        store.read(SALES);
        store.look(SALES);
        Instant fence = Objects.requireNonNull(store.claim(SALES, MINUTE));
        store.reopen(SALES, fence, Duration.ofSeconds(1), "r");
        clock.advance(Duration.ofSeconds(1));
        fence = Objects.requireNonNull(store.claim(SALES, MINUTE));
        store.release(SALES, fence, Duration.ZERO);
        fence = Objects.requireNonNull(store.claim(SALES, MINUTE));
        store.heal(SALES, fence);
        store.force(SALES, null, "r");
        store.list();
        store.reset(SALES);
        store.close();

        assertThat(told)
                .containsExactly(
                        "trip PT0S ok",
                        "read PT0S ok",
                        "read PT0S ok",
                        "claim PT0S ok",
                        "reopen PT0S ok",
                        "claim PT0S ok",
                        "release PT0S ok",
                        "claim PT0S ok",
                        "heal PT0S ok",
                        "force PT0S ok",
                        "list PT0S ok",
                        "reset PT0S ok");
    }

    /** Else a call would read more of a broken service than it needs. */
    @Test
    void aLookStaysALook() {
        Store store = new TimedStore(troubled, new Recorder(), () -> nanos);
        table.trip(SALES, MINUTE, "r");

        assertThat(Objects.requireNonNull(store.look(SALES)).reason()).isNull();
        assertThat(Objects.requireNonNull(store.read(SALES)).reason()).isEqualTo("r");
    }

    @Test
    void theDurationIsThatOfTheOperation() {
        Store store = observed(new Recorder());
        troubled.before(Op.READ, () -> nanos += 3_000_000);

        store.read(SALES);

        assertThat(told).containsExactly("read PT0.003S ok");
    }

    @Test
    void aLostFenceIsAnAnswer() {
        observed(new Recorder()).heal(SALES, Instant.EPOCH);

        assertThat(told).containsExactly("heal PT0S ok");
    }

    @Test
    void aFailureIsToldWithWhatCameBackAndThenTheOutage() {
        troubled.failAll();
        observed(new Recorder()).read(SALES);

        assertThat(told).containsExactly("read PT0S made to fail", "outage");
    }

    @Test
    void contentionIsToldAsSuch() {
        troubled.failure = () -> new StoreException("locked", null, true);
        troubled.failAll();
        observed(new Recorder()).trip(SALES, MINUTE, "r");

        assertThat(told).containsExactly("trip PT0S locked, contention");
    }

    @Test
    void whatAStrangersStoreThrowsIsToldWithoutItsMessage() {
        troubled.failure = () -> new IllegalStateException("secret");
        troubled.failAll();
        observed(new Recorder()).read(SALES);

        assertThat(told).containsExactly("read PT0S the store threw java.lang.IllegalStateException", "outage");
    }

    @Test
    void peopleGetTheStoresOwnException() {
        troubled.failure = () -> new IllegalStateException("as it is");
        troubled.failAll();

        assertThatThrownBy(observed(new Recorder())::list)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("as it is");
    }

    @Test
    void whatMemoryAnswersIsNotTold() {
        Store store = observed(new Recorder());
        troubled.failAll();
        store.read(SALES);
        told.clear();

        store.read(SALES);
        store.trip(SALES, MINUTE, "r");

        assertThat(told).isEmpty();
    }

    @Test
    void theTrialThatEndsAnOutageIsTold() {
        Store store = observed(new Recorder());
        troubled.fail(Op.READ);
        store.read(SALES);
        troubled.recover();
        told.clear();

        nanos += Duration.ofSeconds(2).toNanos();
        store.read(SALES);
        Objects.requireNonNull(background.poll()).run();

        assertThat(told).containsExactly("heal PT0S ok", "recovery");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() throws Exception {
        Store store = observed(new StoreListener() {
            @Override
            public void onOperation(String operation, Duration duration, @Nullable StoreException failure) {
                throw new AssertionError("secret");
            }
        });
        table.trip(SALES, MINUTE, "r");

        String log = CapturedLog.during(() -> {
            assertThat(store.read(SALES)).isNotNull();
            assertThat(store.list()).hasSize(1);
        });

        assertThat(log)
                .contains("a store's listener threw java.lang.AssertionError")
                .doesNotContain("secret");
    }

    @Test
    void withoutAListenerNothingIsTimed() {
        Consumer<Store> reading = store -> store.read(SALES);
        long unobserved = looksAtTheClock(null, reading);

        assertThat(looksAtTheClock(new Recorder(), reading)).isEqualTo(unobserved + 2);
    }

    private long looksAtTheClock(@Nullable StoreListener listener, Consumer<Store> asking) {
        Store store = observed(listener);
        looksAtTheClock = 0;
        asking.accept(store);
        return looksAtTheClock;
    }

    private Store observed(@Nullable StoreListener listener) {
        return new OutageStore(
                troubled,
                listener,
                background::add,
                () -> {
                    looksAtTheClock++;
                    return nanos;
                },
                false);
    }

    private final class Recorder implements StoreListener {
        @Override
        public void onOutage(StoreException cause) {
            told.add("outage");
        }

        @Override
        public void onRecovery(Duration outage) {
            told.add("recovery");
        }

        @Override
        public void onOperation(String operation, Duration duration, @Nullable StoreException failure) {
            String how = failure == null ? "ok" : failure.getMessage() + (failure.isContention() ? ", contention" : "");
            told.add(operation + " " + duration + " " + how);
        }
    }
}
