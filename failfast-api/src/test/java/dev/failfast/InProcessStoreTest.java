package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import dev.failfast.Breaker.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is special about the store in the process; what all stores have in common is proved by their contract suite. */
class InProcessStoreTest {
    private static final String NAME = Fixture.NAME;
    private static final Duration LEASE = Fixture.LEASE;

    private final ManualClock clock = new ManualClock();
    private final Store store = Store.inProcess(clock);

    /**
     * On a clock that a test has stopped, what an operator or a trip writes can equal the fence; a late probe must not
     * take it for its own.
     */
    @Test
    void aRowOfTheSameTimeIsNotTakenForTheLease() {
        Instant fence = claim();
        store.force(NAME, LEASE, "an operator");
        Status forced = store.read(NAME);
        assertThat(requireNonNull(forced).until()).isEqualTo(fence);

        changesNothing(fence);

        Instant second = claim();
        store.reset(NAME);
        store.trip(NAME, LEASE, "a new failure");
        assertThat(requireNonNull(store.read(NAME)).until()).isEqualTo(second);

        changesNothing(second);
    }

    @Test
    void aLeaseThatWasGivenBackIsNobodysLease() {
        Instant fence = claim();
        assertThat(store.release(NAME, fence, LEASE)).isTrue();
        changesNothing(fence);

        Instant second = claim();
        assertThat(store.reopen(NAME, second, LEASE, "test")).isTrue();
        changesNothing(second);
    }

    @Test
    void ofThreadsThatTripOneWritesTheRow() throws Exception {
        for (int round = 0; round < 50; round++) {
            store.reset(NAME);
            AtomicInteger wrote = new AtomicInteger();

            Fixture.race(8, thread -> wrote.addAndGet(store.trip(NAME, LEASE, "test") ? 1 : 0));

            assertThat(wrote).hasValue(1);
        }
    }

    /** Who is behind finds the fences lost and so catches up with the first; from there on they race for each. */
    @Test
    void ofThreadsThatSettleAProbeOneChangesTheRow() throws Exception {
        List<String> names =
                IntStream.range(0, 200_000).mapToObj(i -> "tenant " + i).toList();
        names.forEach(name -> store.trip(name, Duration.ZERO, "test"));
        Map<String, Instant> fences = names.stream()
                .collect(Collectors.toMap(name -> name, name -> requireNonNull(store.claim(name, LEASE))));
        AtomicInteger changed = new AtomicInteger();

        Fixture.race(3, thread -> {
            for (String name : names) {
                Instant fence = requireNonNull(fences.get(name));
                boolean held = switch (thread) {
                    case 0 -> store.heal(name, fence);
                    case 1 -> store.reopen(name, fence, Fixture.OPEN_FOR, "test");
                    default -> store.release(name, fence, Duration.ofSeconds(1));
                };
                if (held) {
                    changed.incrementAndGet();
                }
            }
        });

        assertThat(changed).hasValue(names.size());
    }

    @Test
    void twoStoresShareNothing() {
        store.force(NAME, null, "an operator");

        assertThat(Store.inProcess(clock).list()).isEmpty();
    }

    @Test
    void theListIsASortedCopy() {
        store.force("b", null, "test");
        store.trip("a", Duration.ZERO, "test");

        List<Status> all = store.list();

        assertThat(all).extracting(Status::name).containsExactly("a", "b");
        assertThat(all).extracting(Status::state).containsExactly(State.HALF_OPEN, State.OPEN);
        assertThatThrownBy(all::clear).isInstanceOf(UnsupportedOperationException.class);
        store.reset("a");
        assertThat(all).hasSize(2);
    }

    @Test
    void closedItGoesOn() {
        store.close();
        store.close();

        assertThat(store.trip(NAME, LEASE, "test")).isTrue();
        assertThat(store.read(NAME)).isNotNull();
    }

    @Test
    void theSystemsClockIsTheDefault() {
        Store onSystemClock = Store.inProcess();
        Instant before = Instant.now();
        onSystemClock.trip(NAME, LEASE, "test");
        Instant after = Instant.now();

        assertThat(requireNonNull(onSystemClock.read(NAME)).since()).isBetween(before, after);
    }

    /** Of a new row. */
    private Instant claim() {
        store.reset(NAME);
        store.trip(NAME, Duration.ZERO, "test");
        return requireNonNull(store.claim(NAME, LEASE));
    }

    private void changesNothing(Instant fence) {
        Status before = store.read(NAME);
        assertThat(store.heal(NAME, fence)).isFalse();
        assertThat(store.reopen(NAME, fence, Fixture.OPEN_FOR, "test")).isFalse();
        assertThat(store.release(NAME, fence, Duration.ZERO)).isFalse();
        assertThat(store.read(NAME)).isEqualTo(before);
    }
}
