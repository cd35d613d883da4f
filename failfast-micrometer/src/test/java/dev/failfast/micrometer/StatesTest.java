package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.Breaker.Status;
import dev.failfast.OutageStore;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.test.FaultyStore;
import dev.failfast.test.FaultyStore.Operation;
import dev.failfast.test.ForwardingStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What state gauges show, what they cost the store, and that they neither wait for it nor throw. */
@Timeout(60)
class StatesTest {
    private static final String SALES = "sales_api";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock = new Clock();
    private final Store table = Store.inProcess(clock);
    private final FaultyStore store = new FaultyStore(table);
    private final Outages outages = new Outages();
    /** On a busy machine a thread may take its time to begin. */
    private final States states = new States(outages, clock::nanoTime, Duration.ofSeconds(20));

    private final States impatient = new States(outages, clock::nanoTime, Duration.ofMillis(100));
    private final CountDownLatch answers = new CountDownLatch(1);

    @AfterEach
    void nobodyIsLeftWaiting() {
        answers.countDown();
    }

    @Test
    void oneStateIsOneAndTheOthersAreZero() {
        states.watch(table);
        assertThat(valuesOf(SALES)).containsExactly(1, 0, 0);

        table.trip(SALES, MINUTE, "r");
        aSecondLater();
        assertThat(valuesOf(SALES)).containsExactly(0, 1, 0);

        clock.advance(MINUTE);
        assertThat(valuesOf(SALES)).containsExactly(0, 0, 1);
    }

    @Test
    void aHundredGaugesAskTheStoreOnce() {
        states.watch(store);
        table.trip("service 7", MINUTE, "r");

        assertThat(IntStream.range(0, 100)
                        .mapToDouble(i -> states.is("service " + i, State.OPEN))
                        .sum())
                .isEqualTo(1);
        assertThat(states.count(State.OPEN)).isEqualTo(1);
        assertThat(store.calls(Operation.LIST)).isEqualTo(1);
        assertThat(store.calls(Operation.READ)).isZero();
    }

    @Test
    void anAnswerIsRememberedForASecond() {
        states.watch(store);
        states.is(SALES, State.OPEN);
        table.trip(SALES, MINUTE, "r");

        clock.advance(Duration.ofMillis(999));
        assertThat(states.is(SALES, State.OPEN)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(states.is(SALES, State.OPEN)).isEqualTo(1);
        assertThat(store.calls(Operation.LIST)).isEqualTo(2);
    }

    @Test
    void rowsOfServicesThatThisProcessDoesNotKnowAreCounted() {
        states.watch(table);
        table.trip("somebody else's", MINUTE, "r");
        table.trip("due", Duration.ZERO, "r");

        assertThat(states.count(State.OPEN)).isEqualTo(1);
        assertThat(states.count(State.HALF_OPEN)).isEqualTo(1);
    }

    @Test
    void withoutAStoreNothingIsKnown() {
        assertThat(states.is(SALES, State.CLOSED)).isNaN();
        assertThat(states.count(State.OPEN)).isNaN();
    }

    @Test
    void aStoreThatFailsIsAskedOnceAndNothingIsKnown() {
        states.watch(store);
        store.fail();

        assertThat(valuesOf(SALES)).containsOnly(Double.NaN);
        assertThat(states.count(State.OPEN)).isNaN();
        assertThat(store.calls(Operation.LIST)).isEqualTo(1);
    }

    @Test
    void aStrangersStoreMayThrowAnything() {
        states.watch(new ForwardingStore(table) {
            @Override
            public List<Status> list() {
                throw new AssertionError();
            }
        });

        assertThat(states.is(SALES, State.CLOSED)).isNaN();
    }

    @Test
    void inAnOutageTheStoreIsNotAskedAndMemorySpeaks() {
        OutageStore survived = new OutageStore(store);
        store.fail();
        survived.trip(SALES, MINUTE, "r"); // in memory
        outages.begin();
        states.watch(survived);
        states.know(SALES);
        states.know("tax_api");
        int asked = store.calls();

        assertThat(valuesOf(SALES)).containsExactly(0, 1, 0);
        assertThat(valuesOf("tax_api")).containsExactly(1, 0, 0);
        assertThat(states.count(State.OPEN)).as("of all hosts").isNaN();
        assertThat(store.calls()).isEqualTo(asked);
    }

    @Test
    void aStoreThatHangsKeepsNobody() {
        AtomicInteger asked = new AtomicInteger();
        impatient.watch(new ForwardingStore(table) {
            @Override
            public List<Status> list() {
                asked.incrementAndGet();
                await(answers);
                return super.list();
            }
        });
        assertThat(impatient.is(SALES, State.CLOSED)).as("waits for a moment").isNaN();

        clock.advance(MINUTE);
        long start = System.nanoTime();
        assertThat(IntStream.range(0, 1000).mapToDouble(i -> impatient.is(SALES, State.CLOSED)))
                .containsOnly(Double.NaN);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a thousand waits would take four minutes")
                .isLessThan(Duration.ofSeconds(30));
        assertThat(asked).as("by one thread").hasValue(1);

        answers.countDown();
        Awaitility.await().until(() -> {
            aSecondLater();
            return impatient.is(SALES, State.CLOSED) == 1;
        });
    }

    @Test
    void aReaderThatIsInterruptedStaysSo() {
        states.watch(new ForwardingStore(table) {
            @Override
            public List<Status> list() {
                await(answers);
                return super.list();
            }
        });
        Thread.currentThread().interrupt();

        assertThat(states.is(SALES, State.CLOSED)).isNaN();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anotherStoreIsAskedAtOnce() {
        states.watch(table);
        states.is(SALES, State.OPEN);
        Store other = Store.inProcess(clock);
        other.trip(SALES, MINUTE, "r");

        states.watch(other);

        assertThat(states.is(SALES, State.OPEN)).isEqualTo(1);
    }

    private double[] valuesOf(String service) {
        return new double[] {
            states.is(service, State.CLOSED), states.is(service, State.OPEN), states.is(service, State.HALF_OPEN)
        };
    }

    private void aSecondLater() {
        clock.advance(Duration.ofSeconds(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new StoreException("nobody let it answer", null);
            }
        } catch (InterruptedException e) {
            throw new StoreException("interrupted", e);
        }
    }
}
