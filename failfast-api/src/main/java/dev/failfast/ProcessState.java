package dev.failfast;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What this process knows about the services of one store, shared by all breakers on it: which trips it made, and which
 * services need a longer lease. All of it may be forgotten at any time; the price is a trip written twice (an insert
 * that changes nothing) or a lease learned again.
 */
final class ProcessState {
    static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private static final int MOST_SERVICES = 10_000;
    private static final Map<Store, ProcessState> BY_STORE = Collections.synchronizedMap(new WeakHashMap<>());

    private static final class Service {
        final Lock tripping = new ReentrantLock();
        volatile long lastTrip;
        final AtomicLong leaseNanos = new AtomicLong();
    }

    private final AtomicLong epoch = new AtomicLong();
    private final Map<String, Service> services = new ConcurrentHashMap<>();

    static ProcessState of(Store store) {
        return BY_STORE.computeIfAbsent(store, key -> new ProcessState());
    }

    /** To be carried by a call that is admitted; taken after the store was read. */
    long epoch() {
        return epoch.get();
    }

    /**
     * Whether a trip of this process began after the call was admitted, and has finished. Such a trip stands for the
     * failure of this call too: it met or made a row no older than the admission. A trip that merely finished after the
     * admission does not: its row may have been removed in between.
     */
    boolean trippedSince(String name, long admitted) {
        Service service = services.get(name);
        return service != null && service.lastTrip > admitted;
    }

    /**
     * Runs the trip unless one has taken place since the call was admitted. Threads that fail together wait for the
     * first one's trip, which is one bounded statement, and then have none of their own to make.
     *
     * @return true if the trip ran and wrote the row
     */
    boolean tripOnce(String name, long admitted, BooleanSupplier trip) {
        Service service = service(name);
        service.tripping.lock();
        try {
            if (service.lastTrip > admitted) {
                return false;
            }
            long began = epoch.incrementAndGet();
            boolean wrote = trip.getAsBoolean();
            service.lastTrip = began;
            return wrote;
        } finally {
            service.tripping.unlock();
        }
    }

    Duration lease(String name, Duration configured) {
        Service service = services.get(name);
        long learned = service == null ? 0 : service.leaseNanos.get();
        return learned > configured.toNanos() ? Duration.ofNanos(learned) : configured;
    }

    /**
     * A probe ended after its lease: unless the next one gets more time, a slow service never heals. What was learned
     * is not unlearned when a quick probe loses its fence, say to an operator.
     */
    void fenceLost(String name, Duration probe) {
        Duration twice = probe.compareTo(LONGEST_LEASE) >= 0 ? LONGEST_LEASE : probe.multipliedBy(2);
        long nanos = Math.min(twice.toNanos(), LONGEST_LEASE.toNanos());
        service(name).leaseNanos.accumulateAndGet(nanos, Math::max);
    }

    private Service service(String name) {
        if (services.size() >= MOST_SERVICES) {
            services.clear();
        }
        return services.computeIfAbsent(name, key -> new Service());
    }
}
