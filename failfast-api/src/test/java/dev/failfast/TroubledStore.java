package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fails when told to, before or after the store did what it was asked; and lets a test do something in between. */
final class TroubledStore implements Store {
    enum Op {
        READ,
        TRIP,
        CLAIM,
        HEAL,
        REOPEN,
        RELEASE,
        LIST,
        PEOPLE
    }

    private final Store store;
    private final Set<Op> failing = EnumSet.noneOf(Op.class);
    private final Set<Op> losing = EnumSet.noneOf(Op.class);
    private final Map<Op, Runnable> before = new EnumMap<>(Op.class);
    private final Map<Op, Runnable> after = new EnumMap<>(Op.class);

    /** The service that failures concern; null: all. */
    @Nullable
    String onlyFor;

    Supplier<RuntimeException> failure = () -> new StoreException("made to fail", null);
    int calls;

    TroubledStore(Store store) {
        this.store = store;
    }

    void fail(Op... ops) {
        failing.addAll(List.of(ops));
    }

    void failAll() {
        failing.addAll(EnumSet.allOf(Op.class));
    }

    void loseAnswers(Op op) {
        losing.add(op);
    }

    void recover() {
        onlyFor = null;
        failing.clear();
        losing.clear();
    }

    /** Once, when the question has been asked and not yet reached the store. */
    void before(Op op, Runnable hook) {
        before.put(op, hook);
    }

    /** Once, when the store has done it and the answer is on its way. */
    void after(Op op, Runnable hook) {
        after.put(op, hook);
    }

    private <T extends @Nullable Object> T ask(Op op, String name, Supplier<T> question) {
        calls++;
        if (failing.contains(op) && (onlyFor == null || onlyFor.equals(name))) {
            throw failure.get();
        }
        run(before.remove(op));
        T answer = question.get();
        run(after.remove(op));
        if (losing.contains(op)) {
            throw failure.get();
        }
        return answer;
    }

    private static void run(@Nullable Runnable hook) {
        if (hook != null) {
            hook.run();
        }
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        return this.<Breaker.@Nullable Status>ask(Op.READ, name, () -> store.read(name));
    }

    /** No more than it has to say. */
    @Override
    public Breaker.@Nullable Status look(String name) {
        Breaker.Status row = read(name);
        return row == null
                ? null
                : new Breaker.Status(name, row.state(), row.until(), row.remaining(), null, 1, null, null);
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        return ask(Op.TRIP, name, () -> store.trip(name, openFor, reason));
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        return this.<@Nullable Instant>ask(Op.CLAIM, name, () -> store.claim(name, lease));
    }

    @Override
    public boolean heal(String name, Instant fence) {
        return ask(Op.HEAL, name, () -> store.heal(name, fence));
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        return ask(Op.REOPEN, name, () -> store.reopen(name, fence, openFor, reason));
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        return ask(Op.RELEASE, name, () -> store.release(name, fence, delay));
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        ask(Op.PEOPLE, name, () -> {
            store.force(name, openFor, reason);
            return true;
        });
    }

    @Override
    public void reset(String name) {
        ask(Op.PEOPLE, name, () -> {
            store.reset(name);
            return true;
        });
    }

    @Override
    public List<Breaker.Status> list() {
        return ask(Op.LIST, "", store::list);
    }

    @Override
    public void close() {
        store.close();
    }
}
