package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked, and lets a test step in before and after each operation. */
final class RecordingStore implements Store {
    enum Operation {
        READ,
        TRIP,
        CLAIM,
        HEAL,
        REOPEN,
        RELEASE,
        FORCE,
        RESET,
        LIST,
        CLOSE
    }

    record Call(Operation operation, Thread thread) {}

    private static final Set<Operation> READS = EnumSet.of(Operation.READ, Operation.LIST, Operation.CLOSE);

    private final Store store;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile Consumer<Operation> before = operation -> {};
    private volatile Consumer<Operation> after = operation -> {};
    private volatile boolean saysClosed;

    RecordingStore(Store store) {
        this.store = store;
    }

    /** What it does or throws comes before the operation, which is recorded in any case. */
    void before(Consumer<Operation> before) {
        this.before = before;
    }

    /** Comes when the operation has been done but before its caller knows. */
    void after(Consumer<Operation> after) {
        this.after = after;
    }

    /** From now on a read says CLOSED where it should say nothing. */
    void saysClosed() {
        saysClosed = true;
    }

    List<Operation> operations() {
        return calls.stream().map(Call::operation).toList();
    }

    long count(Operation operation) {
        return calls.stream().filter(call -> call.operation() == operation).count();
    }

    long writes() {
        return calls.stream().filter(call -> !READS.contains(call.operation())).count();
    }

    /** The thread of the only call of an operation. */
    Thread threadOf(Operation operation) {
        List<Call> found =
                calls.stream().filter(call -> call.operation() == operation).toList();
        if (found.size() != 1) {
            throw new AssertionError("one " + operation + " expected, was " + operations());
        }
        return found.get(0).thread();
    }

    void forget() {
        calls.clear();
    }

    private <T extends @Nullable Object> T record(Operation operation, Supplier<T> body) {
        calls.add(new Call(operation, Thread.currentThread()));
        before.accept(operation);
        T result = body.get();
        after.accept(operation);
        return result;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        Breaker.Status status = this.<Breaker.@Nullable Status>record(Operation.READ, () -> store.read(name));
        return status == null && saysClosed ? Breaker.Status.closed(name) : status;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return record(Operation.TRIP, () -> store.trip(name, openFor, reason));
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return this.<@Nullable Instant>record(Operation.CLAIM, () -> store.claim(name, lease));
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return record(Operation.HEAL, () -> store.heal(name, fence));
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return record(Operation.REOPEN, () -> store.reopen(name, fence, openFor, reason));
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return record(Operation.RELEASE, () -> store.release(name, fence, delay));
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        record(Operation.FORCE, () -> {
            store.force(name, openFor, reason);
            return true;
        });
    }

    @Override
    public void reset(String name) {
        record(Operation.RESET, () -> {
            store.reset(name);
            return true;
        });
    }

    @Override
    public List<Breaker.Status> list() {
        return record(Operation.LIST, store::list);
    }

    @Override
    public void close() {
        record(Operation.CLOSE, () -> {
            store.close();
            return true;
        });
    }
}
