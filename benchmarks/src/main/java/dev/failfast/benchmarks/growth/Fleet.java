package dev.failfast.benchmarks.growth;

import dev.failfast.Breaker;
import dev.failfast.benchmarks.Stores;
import dev.failfast.jdbc.JdbcStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Hosts as the database sees them: each has a store with connections of its own, and a breaker of the same name. */
final class Fleet implements AutoCloseable {
    /** How exact the time is at which a host is seen to obey. */
    private static final Duration GLANCE = Duration.ofNanos(200_000);

    private final List<JdbcStore> stores = new ArrayList<>();
    private final List<Breaker> hosts = new ArrayList<>();

    Fleet(int size, String service, Supplier<JdbcStore> store) {
        for (int i = 0; i < size; i++) {
            stores.add(store.get());
            // It is not to end while somebody measures.
            hosts.add(Breaker.named(service)
                    .store(stores.get(i))
                    .openFor(Duration.ofHours(1))
                    .build());
        }
    }

    int size() {
        return hosts.size();
    }

    Breaker host(int index) {
        return hosts.get(index);
    }

    /** All hosts go on making calls, about a thousand per second each. */
    void callFor(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            hosts.forEach(Breaker::isOpen);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** All hosts go on making calls until each of them rejects them, or passes them. */
    Latencies awaitAll(boolean open, long sinceNanos) {
        Latencies latencies = new Latencies();
        List<Breaker> behind = new ArrayList<>(hosts);
        Stores.await("all hosts are " + (open ? "open" : "closed"), GLANCE, () -> {
            for (Iterator<Breaker> all = behind.iterator(); all.hasNext(); ) {
                if (all.next().isOpen() == open) {
                    latencies.add(System.nanoTime() - sinceNanos);
                    all.remove();
                }
            }
            return behind.isEmpty();
        });
        return latencies;
    }

    @Override
    public void close() {
        stores.forEach(JdbcStore::close);
    }
}
