package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.failfast.Breaker.State;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What calls leave behind, and that it is not paid for with states that are out of date. */
class AllocationTest {
    private static final String NAME = Fixture.NAME;
    private static final int CALLS = 20_000;

    /** An exception has 48 bytes with the usual layout of objects. */
    private static final long SMALL = 64;

    @Test
    void aClosedCallLeavesNothing() {
        Store store = Store.inProcess();

        assertThat(bytesPerCall(store, 0)).isZero();
        assertThat(bytesPerCall(cached(store), 0)).isZero();
    }

    @Test
    void aRejectedCallLeavesItsExceptionInTheProcess() {
        Store store = Store.inProcess();
        store.force(NAME, Duration.ofHours(1), "test");

        assertThat(bytesPerCall(store, CALLS)).isLessThan(SMALL);
    }

    @Test
    void aRejectedCallLeavesItsExceptionWithACache() {
        Store table = Store.inProcess();
        table.force(NAME, Duration.ofHours(1), "test");
        OutageStore store = cached(table);
        table.reset(NAME); // so that nobody but the memory says it

        assertThat(bytesPerCall(store, CALLS)).isLessThan(SMALL);
    }

    /** More than a second, of which the last is looked at more closely. */
    @Test
    void aBreakEndsInTime() {
        Store store = Store.inProcess();
        store.trip(NAME, Duration.ofMillis(1_020), "test");
        Instant until = Objects.requireNonNull(store.read(NAME)).until();
        boolean open;
        do {
            Instant before = Instant.now();
            open = Objects.requireNonNull(store.read(NAME)).state() == State.OPEN;
            if (open) {
                assertThat(before).isBefore(until);
            } else {
                assertThat(Instant.now()).isAfterOrEqualTo(until);
            }
        } while (open);
    }

    private static OutageStore cached(Store table) {
        OutageStore store = new OutageStore(table, new StoreListener() {}, Runnable::run, System::nanoTime, true);
        store.takeSnapshot();
        return store;
    }

    private static long bytesPerCall(Store store, int expectedRejections) {
        Breaker breaker = Breaker.named(NAME).store(store).build();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        rejected(breaker, CALLS);
        long before = threads.getCurrentThreadAllocatedBytes();
        int rejected = rejected(breaker, CALLS);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(rejected).isEqualTo(expectedRejections);
        return (after - before) / CALLS;
    }

    private static int rejected(Breaker breaker, int calls) {
        int rejected = 0;
        for (int i = 0; i < calls; i++) {
            try {
                breaker.run(() -> {});
            } catch (FailfastException e) {
                rejected++;
            }
        }
        return rejected;
    }
}
