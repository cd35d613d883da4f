package dev.failfast.test;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails when told to, and counts what it is asked; to show that an application's calls go on without it.
 * Safe for use by many threads.
 */
public final class FaultyStore implements Store {

    /** What a store can be asked. */
    public enum Operation {
        /** {@link Store#read}. */
        READ,
        /** {@link Store#trip}. */
        TRIP,
        /** {@link Store#claim}. */
        CLAIM,
        /** {@link Store#heal}. */
        HEAL,
        /** {@link Store#reopen}. */
        REOPEN,
        /** {@link Store#release}. */
        RELEASE,
        /** {@link Store#force}. */
        FORCE,
        /** {@link Store#reset}. */
        RESET,
        /** {@link Store#list}. */
        LIST
    }

    private enum Fault {
        /** Fails before anything happened. */
        REFUSED,
        /** Does what it was asked, and fails all the same. */
        ANSWER_LOST,
        /** Fails before anything happened, because of a lock or a race of transactions. */
        CONTENTION
    }

    private final Store store;
    private final Map<Operation, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Operation, AtomicInteger> calls = new EnumMap<>(Operation.class);

    /**
     * A store that does not fail yet.
     *
     * @param store does the work
     */
    public FaultyStore(Store store) {
        this.store = store;
        for (Operation operation : Operation.values()) {
            calls.put(operation, new AtomicInteger());
        }
    }

    /**
     * From now on these operations throw {@link StoreException} and do nothing.
     *
     * @param operations which ones; none means all
     */
    public void fail(Operation... operations) {
        set(Fault.REFUSED, operations);
    }

    /**
     * From now on these operations throw {@link StoreException} after they were done, as if the connection had been cut
     * before the answer came.
     *
     * @param operations which ones; none means all
     */
    public void loseAnswers(Operation... operations) {
        set(Fault.ANSWER_LOST, operations);
    }

    /**
     * From now on these operations throw {@link StoreException} with {@link StoreException#isContention()} and do
     * nothing, as if another transaction held the row.
     *
     * @param operations which ones; none means all
     */
    public void contend(Operation... operations) {
        set(Fault.CONTENTION, operations);
    }

    /** From now on everything works again. */
    public void recover() {
        faults.clear();
    }

    /**
     * How often an operation was asked for, whether it failed or not.
     *
     * @param operation the operation
     * @return a number since the store was made
     */
    public int calls(Operation operation) {
        return count(operation).get();
    }

    /**
     * How often any operation was asked for.
     *
     * @return a number since the store was made
     */
    public int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        before(Operation.READ);
        Breaker.Status status = store.read(name);
        after(Operation.READ);
        return status;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return done(Operation.TRIP, () -> store.trip(name, openFor, reason));
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        before(Operation.CLAIM);
        Instant fence = store.claim(name, lease);
        after(Operation.CLAIM);
        return fence;
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return done(Operation.HEAL, () -> store.heal(name, fence));
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return done(Operation.REOPEN, () -> store.reopen(name, fence, openFor, reason));
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return done(Operation.RELEASE, () -> store.release(name, fence, delay));
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        before(Operation.FORCE);
        store.force(name, openFor, reason);
        after(Operation.FORCE);
    }

    @Override
    public void reset(String name) {
        before(Operation.RESET);
        store.reset(name);
        after(Operation.RESET);
    }

    @Override
    public List<Breaker.Status> list() {
        return done(Operation.LIST, store::list);
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T done(Operation operation, Supplier<T> work) {
        before(operation);
        T result = work.get();
        after(operation);
        return result;
    }

    private void before(Operation operation) {
        count(operation).incrementAndGet();
        Fault fault = faults.get(operation);
        if (fault == Fault.REFUSED || fault == Fault.CONTENTION) {
            throw new StoreException(operation + " was made to fail", null, fault == Fault.CONTENTION);
        }
    }

    private void after(Operation operation) {
        if (faults.get(operation) == Fault.ANSWER_LOST) {
            throw new StoreException("the answer of " + operation + " was made to be lost", null);
        }
    }

    private void set(Fault fault, Operation... operations) {
        Set<Operation> which = operations.length == 0 ? EnumSet.allOf(Operation.class) : Set.of(operations);
        which.forEach(operation -> faults.put(operation, fault));
    }

    private AtomicInteger count(Operation operation) {
        return Objects.requireNonNull(calls.get(operation));
    }
}
