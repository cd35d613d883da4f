package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailureCounterTest {

    /** All failures since the last completed number. */
    private static final class Model {
        private final int failures;
        private final long within;
        private final List<Long> times = new ArrayList<>();

        Model(int failures, long within) {
            this.failures = failures;
            this.within = within;
        }

        boolean completes(long time) {
            times.add(time);
            if (times.size() < failures || time - times.get(times.size() - failures) > within) {
                return false;
            }
            times.clear();
            return true;
        }
    }

    @Test
    void agreesWithAListOfAllFailures() {
        Random random = new Random(42);
        int completed = 0;
        for (int round = 0; round < 2_000; round++) {
            int failures = 1 + random.nextInt(6);
            long within = 1L + random.nextInt(12);
            FailureCounter counter = new FailureCounter(failures, within);
            Model model = new Model(failures, within);
            long time = Long.MAX_VALUE - random.nextInt(200); // overflows on the way, as System.nanoTime() may
            for (int step = 0; step < 100; step++) {
                time += random.nextInt(6);
                boolean expected = model.completes(time);
                assertThat(counter.completes(time))
                        .as("round %d, step %d", round, step)
                        .isEqualTo(expected);
                completed += expected ? 1 : 0;
            }
        }
        assertThat(completed).isBetween(10_000, 190_000); // the sequences were worth something
    }

    @Test
    void aCountThatNeverCompletesDoesNotGrow() throws Exception {
        int failures = 3;
        FailureCounter counter = new FailureCounter(failures, 1);
        Field counted = FailureCounter.class.getDeclaredField("counted");
        counted.setAccessible(true);
        for (long time = 0; time < 10_000; time += 10) {
            assertThat(counter.completes(time)).isFalse();
            assertThat(counted.getInt(counter)).isLessThan(2 * failures);
        }
    }

    @Test
    void ofThreadsThatRaceOneCompletesEachNumber() throws Exception {
        FailureCounter counter = new FailureCounter(4, 1);
        AtomicInteger completed = new AtomicInteger();

        Fixture.race(4, thread -> {
            for (int i = 0; i < 1_000_000; i++) {
                if (counter.completes(0)) {
                    completed.incrementAndGet();
                }
            }
        });

        assertThat(completed).hasValue(4 * 1_000_000 / 4);
    }

    // ---- in a breaker

    private final Fixture fixture = new Fixture();
    private final Breaker breaker =
            fixture.builder().tripAfter(3, Duration.ofSeconds(10)).build();

    @Test
    void theLastOfSoManyFailuresTrips() {
        breaker.acquire().failed();
        fixture.clock.advance(Duration.ofSeconds(5));
        breaker.acquire().failed();
        fixture.clock.advance(Duration.ofSeconds(5));
        assertThat(fixture.store.writes()).isZero();

        breaker.acquire().failed();

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void failuresThatAreTooFarApartDoNot() {
        for (int i = 0; i < 20; i++) {
            breaker.acquire().failed();
            fixture.clock.advance(Duration.ofSeconds(5).plusNanos(1));
        }

        assertThat(fixture.store.writes()).isZero();
    }

    @Test
    void onlyFailuresAreCounted() {
        for (int i = 0; i < 10; i++) {
            breaker.acquire().succeeded();
            breaker.acquire().close();
        }
        breaker.acquire().failed();
        breaker.acquire().succeeded();
        breaker.acquire().failed();
        assertThat(fixture.state()).isEqualTo(State.CLOSED);

        breaker.acquire().failed(); // what was in between does not take back the others

        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aProbeNeedsOneFailureOnly() {
        fixture.halfOpen();

        breaker.acquire().failed();

        assertThat(fixture.status().trips()).isEqualTo(2);
    }

    @Test
    void afterATripTheCountStartsAnew() {
        for (int i = 0; i < 3; i++) {
            breaker.acquire().failed();
        }
        fixture.table.reset(Fixture.NAME);

        breaker.acquire().failed();
        breaker.acquire().failed();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void failuresThatATripStoodForAreNotCountedForTheNext() {
        Permit straggler = breaker.acquire();
        Permit another = breaker.acquire();
        for (int i = 0; i < 3; i++) {
            breaker.acquire().failed();
        }
        fixture.table.reset(Fixture.NAME);
        straggler.failed();
        another.failed();

        breaker.acquire().failed();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void eachBreakerCountsForItself() {
        Breaker other = fixture.builder().tripAfter(3, Duration.ofSeconds(10)).build();
        for (int i = 0; i < 2; i++) {
            breaker.acquire().failed();
            other.acquire().failed();
        }

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }
}
