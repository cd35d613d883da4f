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
            Breaker host = Breaker.named(service)
                    .store(stores.get(i))
                    .openFor(Duration.ofHours(1))
                    .build();
            // Hosts do not all start in the same moment, nor does one process start them.
            host.isOpen();
            hosts.add(host);
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
        return await(hosts, open, sinceNanos);
    }

    /** As {@link #awaitAll}, but without one that knows already; of one host that one. */
    Latencies awaitOthers(int host, boolean open, long sinceNanos) {
        List<Breaker> others = new ArrayList<>(hosts);
        if (others.size() > 1) {
            others.remove(host);
        }
        return await(others, open, sinceNanos);
    }

    private static Latencies await(List<Breaker> all, boolean open, long sinceNanos) {
        Latencies latencies = new Latencies();
        List<Breaker> behind = new ArrayList<>(all);
        Stores.await("all hosts are " + (open ? "open" : "closed"), GLANCE, () -> {
            for (Iterator<Breaker> next = behind.iterator(); next.hasNext(); ) {
                if (next.next().isOpen() == open) {
                    latencies.add(System.nanoTime() - sinceNanos);
                    next.remove();
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
