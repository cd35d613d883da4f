package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any store, survived: while the store that it is wrapped around cannot be used, state comes from the memory of this
 * process and no caller waits.
 *
 * <p>The first operation that fails begins an <b>outage</b>. From then on callers are answered from memory: services
 * last known open stay open for the rest of their time, new failures trip in this process, one call of this process
 * probes. Once per back-off (1 second at first, doubling to 30, each up to a quarter shorter by chance) a call that
 * comes along has the store tried on another thread. If it answers, what was tripped here and still has time to run is
 * inserted there, if absent and with {@code until = now}: one probe of the fleet decides. (With the time that remains
 * it would undo an operator's DELETE.) In the same step that finds nothing left to be told the outage ends, and the
 * store rules again. An outage in which a write failed ends only with a write that works.
 *
 * <p>{@linkplain StoreException#isContention() Contention} is no outage: memory rules for that service alone, for a
 * second.
 *
 * <p>{@link #force}, {@link #reset} and {@link #list} are asked for by people and always go to the store, whose
 * exception they throw. The others throw none.
 *
 * <p>One WARN when an outage begins, one INFO when it ends. Safe for use by many threads. Cost when all is well: none
 * that can be measured, and no round trip.
 */
public final class OutageStore implements Store {
    private static final Logger log = LoggerFactory.getLogger(Store.class);

    private final Store store;
    private final StoreListener listener;
    private final Executor executor;
    private final LongSupplier ticker;
    private final Memory memory;
    private final BackOff backOff;

    /** Names that contention was met on, and until when memory rules for them. */
    private final Map<String, Long> contended = new ConcurrentHashMap<>();

    /** Trips that are being told to the store after contention. */
    private final Set<String> telling = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean recovering = new AtomicBoolean();

    /** Null if all is well. Written, like the back-off, under the lock of the memory, which says what is pending. */
    private volatile @Nullable Outage outage;

    /**
     * Wraps a store.
     *
     * @param store the store, closed with this one
     */
    public OutageStore(Store store) {
        this(store, new StoreListener() {});
    }

    /**
     * Wraps a store.
     *
     * @param store the store, closed with this one
     * @param listener is told of outages
     */
    public OutageStore(Store store, StoreListener listener) {
        this(store, listener, StoreWrites.EXECUTOR, System::nanoTime);
    }

    OutageStore(Store store, StoreListener listener, Executor executor, LongSupplier ticker) {
        this.store = store;
        this.listener = listener;
        this.executor = executor;
        this.ticker = ticker;
        this.memory = new Memory(ticker);
        this.backOff = new BackOff();
    }

    // ---- what calls ask

    @Override
    public Breaker.@Nullable Status read(String name) {
        if (memoryRules(name) || isStillToBeTold(name)) {
            return memory.read(name);
        }
        long writes = memory.writes();
        Breaker.Status status;
        try {
            status = store.read(name);
        } catch (Exception e) {
            failed(name, e, false);
            return memory.read(name);
        }
        memory.saw(name, status, writes);
        return status;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        if (memoryRules(name)) {
            return memory.trip(name, openFor, reason);
        }
        try {
            boolean wrote = store.trip(name, openFor, reason);
            worked(name);
            if (wrote) {
                memory.wrote(name, openFor, null, reason);
            }
            return wrote;
        } catch (Exception e) {
            failed(name, e, true);
            return memory.trip(name, openFor, reason);
        }
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        if (memoryRules(name)) {
            return memory.claim(name, lease);
        }
        Instant reserved = null;
        if (!contended.isEmpty() && contended.containsKey(name)) {
            // Claimed in memory first: whoever comes while this caller waits for the row must not probe beside it.
            reserved = mayTry(name) ? memory.claim(name, lease) : null;
            if (reserved == null) {
                return null;
            }
        }
        try {
            Instant fence = store.claim(name, lease);
            worked(name);
            if (fence != null) {
                memory.wrote(name, lease, fence, null);
            } else if (reserved != null) {
                memory.release(name, reserved, Duration.ZERO);
            }
            return fence;
        } catch (Exception e) {
            failed(name, e, true);
            return reserved != null ? reserved : memory.claim(name, lease);
        }
    }

    @Override
    public boolean heal(String name, Instant fence) {
        boolean held = memory.heal(name, fence);
        return settle(name, fence, held, () -> {
            boolean healed = store.heal(name, fence);
            if (healed) {
                memory.forgetUnlessPending(name); // a read in between may have seen the row once more
            }
            return healed;
        });
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        // The store is being told: a read that comes along must not have it told once more, as a trip.
        boolean first = telling.add(name);
        try {
            boolean held = memory.reopen(name, fence, openFor, reason);
            return settle(name, fence, held, () -> {
                boolean wrote = store.reopen(name, fence, openFor, reason);
                if (wrote) {
                    memory.wrote(name, openFor, null, reason);
                } else if (held) {
                    memory.forget(name);
                }
                return wrote;
            });
        } finally {
            if (first) {
                telling.remove(name);
            }
        }
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        boolean held = memory.release(name, fence, delay);
        return settle(name, fence, held, () -> store.release(name, fence, delay));
    }

    /** The result of a probe is in memory already; the store is told if it knows of the probe and can be. */
    private boolean settle(String name, Instant fence, boolean heldInMemory, Supplier<Boolean> write) {
        if (Memory.isLocal(fence) || memoryRules(name)) {
            return heldInMemory;
        }
        try {
            boolean held = write.get();
            worked(name);
            if (!held) {
                memory.forgetUnlessPending(name); // somebody else wrote the row
            }
            return held;
        } catch (Exception e) {
            failed(name, e, true);
            return heldInMemory;
        }
    }

    // ---- what people ask

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        store.force(name, openFor, reason);
        memory.wrote(name, openFor == null ? Checks.LONGEST : openFor, null, reason);
    }

    @Override
    public void reset(String name) {
        store.reset(name);
        memory.forget(name);
    }

    @Override
    public List<Breaker.Status> list() {
        return store.list();
    }

    @Override
    public void close() {
        store.close();
    }

    // ---- outage

    /**
     * Of the whole store.
     *
     * @param beganNanos when it began
     * @param write whether a write failed, so that only a write can end it
     * @param tryNanos when the store may be tried next
     */
    private record Outage(long beganNanos, boolean write, long tryNanos) {}

    /** Whether the store must not be asked about this service now. Has it tried if it is time. */
    private boolean memoryRules(String name) {
        Outage current = outage;
        if (current == null) {
            Long until = contended.isEmpty() ? null : contended.get(name);
            return until != null && ticker.getAsLong() - until < 0;
        }
        if (ticker.getAsLong() - current.tryNanos() >= 0 && takeTurn(current)) {
            execute(this::recover);
        }
        return true;
    }

    /** True for one caller per back-off. */
    private boolean takeTurn(Outage current) {
        synchronized (memory) {
            if (!current.equals(outage)) {
                return false;
            }
            outage = new Outage(current.beganNanos(), current.write(), ticker.getAsLong() + backOff.next());
            return true;
        }
    }

    private void failed(String name, Exception exception, boolean write) {
        StoreException e = exception instanceof StoreException known
                ? known
                : new StoreException("the store threw " + exception.getClass().getName(), exception);
        if (e.isContention()) {
            contended.put(name, ticker.getAsLong() + BackOff.FIRST_NANOS);
            return;
        }
        long now = ticker.getAsLong();
        synchronized (memory) {
            Outage current = outage;
            if (current != null) {
                outage = new Outage(current.beganNanos(), current.write() || write, current.tryNanos());
                return;
            }
            outage = new Outage(now, write, now + backOff.first(now));
        }
        log.warn("the store is out of order; calls go on, guarded by the memory of this process: {}", e.getMessage());
        tell(() -> listener.onOutage(e));
    }

    /** Tells the store what it missed, and ends the outage if it took all of it. */
    private void recover() {
        Outage current = outage;
        if (current == null || !recovering.compareAndSet(false, true)) {
            return;
        }
        try {
            boolean ended;
            boolean wrote = false;
            Set<String> locked = new HashSet<>();
            do {
                for (Map.Entry<String, Memory.Row> entry : memory.pending().entrySet()) {
                    String name = entry.getKey();
                    if (!locked.contains(name)) {
                        try {
                            publish(name, entry.getValue());
                            wrote = true;
                        } catch (StoreException e) {
                            if (!e.isContention()) {
                                throw e;
                            }
                            failed(name, e, true); // concerns this service alone, which is told later
                            locked.add(name);
                        }
                    }
                }
                if (!wrote) {
                    tryOut(current.write());
                }
                ended = memory.ifNothingPendingBut(locked, () -> {
                    outage = null;
                    backOff.ended(ticker.getAsLong());
                });
            } while (!ended);
        } catch (Exception e) {
            log.debug("the store is still out of order: {}", e.getClass().getName());
            return;
        } finally {
            recovering.set(false);
        }
        Duration duration = Duration.ofNanos(ticker.getAsLong() - current.beganNanos());
        log.info("the store works again after {}", duration);
        tell(() -> listener.onRecovery(duration));
    }

    /** A statement that changes nothing, of the kind that failed. */
    private void tryOut(boolean write) {
        if (write) {
            store.heal(NOBODY, Instant.EPOCH);
        } else {
            store.read(NOBODY);
        }
    }

    private static final String NOBODY = "failfast: does the store work?";

    /** If absent, and due for a probe at once. */
    private void publish(String name, Memory.Row row) {
        String reason = row.reason();
        store.trip(name, Duration.ZERO, reason == null ? "" : reason);
        memory.published(name, row);
    }

    // ---- contention

    /** A trip that met contention stays in force here until it is written, whatever the store says. */
    private boolean isStillToBeTold(String name) {
        Memory.Row row = memory.isEmpty() ? null : memory.pending(name);
        if (row == null) {
            return false;
        }
        if (telling.add(name)) {
            boolean taken = execute(() -> {
                try {
                    publish(name, row);
                    worked(name);
                } catch (Exception e) {
                    failed(name, e, true);
                } finally {
                    telling.remove(name);
                }
            });
            if (!taken) {
                telling.remove(name);
            }
        }
        return true;
    }

    /** False if the task was not taken: even an Error, say for want of a thread, must not cost a call. */
    private boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (Exception | Error e) {
            log.warn("no thread could be had to try the store: {}", e.getClass().getName());
            return false;
        }
    }

    /** After contention, one caller per back-off may wait for the row again. */
    private boolean mayTry(String name) {
        Long until = contended.isEmpty() ? null : contended.get(name);
        return until == null || contended.replace(name, until, ticker.getAsLong() + BackOff.FIRST_NANOS);
    }

    private void worked(String name) {
        if (!contended.isEmpty()) {
            contended.remove(name);
        }
    }

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (Throwable t) { // even an Error: it must not cost a call
            log.warn("a store's listener threw {}", t.getClass().getName());
        }
    }
}
