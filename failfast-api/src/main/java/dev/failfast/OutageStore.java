package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
 * store rules again. An outage in which a write failed ends only with a write that works: if nothing is left to be
 * told, a row of no service is inserted, claimed and removed.
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
    /** How long a row is taken for broken that somebody else wrote, if no snapshot says more: the default lease. */
    private static final Duration UNKNOWN = Duration.ofSeconds(30);

    private final Store store;
    private final Executor executor;
    private final Memory memory;
    private final Contention contention;
    private final Outage outage;
    private final Snapshots snapshots;

    /** Whether reads are to be answered from snapshots. */
    private final boolean cached;

    /** Names that a thread of this process claims just now. */
    private final Set<String> claiming = ConcurrentHashMap.newKeySet();

    /** Trips that are being told to the store after contention. */
    private final Set<String> telling = ConcurrentHashMap.newKeySet();

    private volatile Future<?> schedule = CompletableFuture.completedFuture(null);

    /**
     * Wraps a store.
     *
     * @param store the store, closed with this one
     */
    public OutageStore(Store store) {
        this(store, null);
    }

    /**
     * Wraps a store.
     *
     * @param store the store, closed with this one
     * @param listener is told of outages, and of each operation of the store; null if nobody is, and then none is timed
     */
    public OutageStore(Store store, @Nullable StoreListener listener) {
        this(store, listener, BackgroundThreads.EXECUTOR, System::nanoTime, false);
    }

    OutageStore(Store store, @Nullable StoreListener listener, Executor executor, LongSupplier ticker, boolean cached) {
        this(store, listener, executor, ticker, cached, Duration.ofSeconds(1));
    }

    private OutageStore(
            Store unobserved,
            @Nullable StoreListener listener,
            Executor executor,
            LongSupplier ticker,
            boolean cached,
            Duration patience) {
        StoreListener safe = new SafeStoreListener(listener == null ? new StoreListener() {} : listener);
        this.store = listener == null ? unobserved : new TimedStore(unobserved, safe, ticker);
        this.executor = executor;
        this.memory = new Memory(ticker, cached);
        this.contention = new Contention(ticker);
        this.snapshots = new Snapshots(store, memory, executor, ticker, patience);
        this.outage =
                new Outage(store, safe, executor, ticker, memory, contention, cached ? snapshots::ask : () -> () -> {});
        this.cached = cached;
    }

    /**
     * Wraps a store and answers reads from a snapshot of all its rows, taken by {@link Store#list} in the background
     * once per interval, however many services and calls there are. No caller waits for the store to read.
     *
     * <p>What this process trips, heals or resets it sees at once; what others do, an operator's SQL among them, after
     * one interval and the time of one query at the most. Probes are claimed from the store itself, so there is still
     * one in the fleet; who loses a claim takes the service for broken until a snapshot that began after it. Until the
     * first snapshot is there, which is asked for at once, reads go to the store. A snapshot that fails, or takes
     * longer than said, begins an outage.
     *
     * <p>Costs one thread for all such stores of a process. It ends when they are closed or forgotten.
     *
     * @param store the store, closed with this one
     * @param listener is told of outages, and of each operation of the store; null if nobody is, and then none is timed
     * @param interval the time from one snapshot to the next
     * @param patience how long a snapshot may take before the store is taken for one that hangs
     * @return a store
     * @throws IllegalArgumentException if one of the durations is not positive
     */
    public static OutageStore cached(
            Store store, @Nullable StoreListener listener, Duration interval, Duration patience) {
        Duration checked = Checks.positive("interval", interval);
        OutageStore result = new OutageStore(
                store,
                listener,
                BackgroundThreads.EXECUTOR,
                System::nanoTime,
                true,
                Checks.positive("patience", patience));
        result.takeSnapshot();
        result.schedule = Snapshots.takeEvery(checked, result);
        return result;
    }

    void takeSnapshot() {
        snapshots.take(outage);
    }

    // ---- what calls ask

    @Override
    public Breaker.@Nullable Status read(String name) {
        return answersFromMemory(name) ? memory.read(name) : ask(name, Store::read, memory::saw);
    }

    @Override
    public Breaker.@Nullable Status look(String name) {
        return answersFromMemory(name) ? memory.read(name) : ask(name, Store::look, memory::looked);
    }

    private boolean answersFromMemory(String name) {
        return memoryRules(name) || isStillToBeTold(name) || snapshots.arePresent();
    }

    private Breaker.@Nullable Status ask(String name, Question question, Learning learning) {
        long writes = memory.writes();
        Breaker.Status status;
        try {
            status = question.ask(store, name);
        } catch (Exception e) {
            failed(name, e, false);
            return memory.read(name);
        }
        if (!snapshots.arePresent()) { // one that came meanwhile knows better
            learning.learn(name, status, writes);
        }
        return status;
    }

    private interface Question {
        Breaker.@Nullable Status ask(Store store, String name);
    }

    private interface Learning {
        void learn(String name, Breaker.@Nullable Status status, long writesBefore);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        if (memoryRules(name)) {
            return memory.trip(name, openFor, reason);
        }
        long writes = memory.ask();
        try {
            boolean wrote = store.trip(name, openFor, reason);
            contention.over(name);
            if (wrote) {
                memory.wrote(name, openFor, null, reason);
            } else {
                metAnothersRow(name, openFor, writes);
            }
            return wrote;
        } catch (Exception e) {
            failed(name, e, true);
            return memory.trip(name, openFor, reason);
        } finally {
            memory.answered();
        }
    }

    /** By one thread of a process at a time: a herd that waits for a locked row would keep others from the store. */
    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        if (memoryRules(name)) {
            return memory.claim(name, lease);
        }
        if (!claiming.add(name)) {
            return null;
        }
        try {
            return claimAlone(name, lease);
        } finally {
            claiming.remove(name);
        }
    }

    private @Nullable Instant claimAlone(String name, Duration lease) {
        Instant reserved = null;
        if (contention.isKnown(name)) {
            // Claimed in memory first: a probe of this process that began without the store may still go on.
            contention.tried(name);
            reserved = memory.claim(name, lease);
            if (reserved == null) {
                return null;
            }
        }
        long writes = memory.ask();
        try {
            Instant fence = store.claim(name, lease);
            contention.over(name);
            if (fence != null) {
                memory.claimed(name, lease, fence, writes);
                return fence;
            }
            if (reserved != null) {
                memory.release(name, reserved, Duration.ZERO);
            }
            if (memory.read(name) != null) { // else it was healed here since the caller read it
                metAnothersRow(name, lease, writes);
            }
            return null;
        } catch (Exception e) {
            failed(name, e, true);
            return reserved != null ? reserved : memory.claim(name, lease);
        } finally {
            memory.answered();
        }
    }

    // What a probe found is known here when the store knows it; if that fails, before the outage begins. Not earlier: a
    // call that passed and failed while the row is still there could not trip.

    @Override
    public boolean heal(String name, Instant fence) {
        return settle(
                name,
                fence,
                () -> memory.heal(name, fence),
                () -> store.heal(name, fence),
                () -> memory.forgetUnlessPending(name));
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return settle(
                name,
                fence,
                () -> memory.reopen(name, fence, openFor, reason, true),
                () -> store.reopen(name, fence, openFor, reason),
                () -> {
                    if (!memory.reopen(name, fence, openFor, reason, false)) {
                        memory.wrote(name, openFor, null, reason);
                    }
                });
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return settle(
                name,
                fence,
                () -> memory.release(name, fence, delay),
                () -> store.release(name, fence, delay),
                () -> memory.wrote(name, delay, null, null));
    }

    /**
     * Tells the store of a probe's result, if it knows of the probe and is not in outage.
     *
     * @param inMemory what is done if it cannot be told
     * @param known makes known here what it was told
     */
    private boolean settle(
            String name, Instant fence, BooleanSupplier inMemory, BooleanSupplier inStore, Runnable known) {
        if (Memory.isLocal(fence) || outage.goesOnForACall()) {
            return inMemory.getAsBoolean();
        }
        long writes = memory.ask();
        try {
            boolean held = inStore.getAsBoolean();
            contention.over(name);
            if (held) {
                known.run();
            } else {
                memory.lostFence(name, fence);
                metAnothersRow(name, UNKNOWN, writes);
            }
            return held;
        } catch (Exception e) {
            boolean held = inMemory.getAsBoolean();
            failed(name, e, true);
            return held;
        } finally {
            memory.answered();
        }
    }

    /** With snapshots nobody will look at the row before the next one. */
    private void metAnothersRow(String name, Duration atMost, long writes) {
        if (cached) {
            memory.met(name, atMost, writes);
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
        schedule.cancel(false);
        snapshots.stop();
        store.close();
    }

    // ---- when the store does not answer

    /** Whether the store must not be asked about this service now. */
    private boolean memoryRules(String name) {
        return outage.goesOnForACall() || contention.rules(name);
    }

    private void failed(String name, Exception exception, boolean write) {
        StoreException e = StoreException.of(exception);
        if (e.isContention()) {
            contention.met(name);
        } else {
            outage.begin(e, write);
        }
    }

    /** A trip that met contention stays in force here until it is written, whatever the store says. */
    private boolean isStillToBeTold(String name) {
        Memory.Row row = memory.isEmpty() ? null : memory.pending(name);
        if (row == null) {
            return false;
        }
        if (telling.add(name)) {
            boolean taken = Outage.isTaken(executor, () -> {
                try {
                    outage.publish(name, row);
                    contention.over(name);
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
}
