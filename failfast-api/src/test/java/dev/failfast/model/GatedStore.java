package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.model.Running.Gate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The store of one host in a replay: a call stops before each operation, and again while the answer is on its way. It
 * does not stop with an answer after which it only ends (rejected, or its verdict is written): nobody can tell when.
 */
final class GatedStore extends ForwardingStore {
    private final Replay replay;

    GatedStore(Store table, Replay replay) {
        super(table);
        this.replay = replay;
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        Running call = replay.running();
        if (call == null) {
            return super.read(name);
        }
        replay.stop(call, Gate.BEFORE_READ);
        Breaker.Status row = super.read(name);
        replay.witness().hasRead(call, row);
        if (row == null || row.state() != Breaker.State.OPEN) {
            replay.stop(call, Gate.AFTER_READ);
        }
        return row;
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        Running call = replay.running();
        if (call == null) {
            return super.trip(name, openFor, reason);
        }
        replay.stop(call, Gate.BEFORE_TRIP);
        boolean wrote = super.trip(name, openFor, reason);
        replay.witness().hasTripped(call, wrote);
        replay.stop(call, Gate.AFTER_TRIP);
        return wrote;
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        Running call = replay.running();
        if (call == null) {
            return super.claim(name, lease);
        }
        call.answer = (char) ('0' + lease.toSeconds() / Scenario.TICK.toSeconds());
        replay.stop(call, Gate.BEFORE_CLAIM);
        Instant fence = super.claim(name, lease);
        replay.witness().hasClaimed(call, fence);
        if (fence != null) {
            replay.stop(call, Gate.AFTER_CLAIM);
        }
        return fence;
    }

    @Override
    public boolean heal(String name, Instant fence) {
        Running call = replay.running();
        if (call == null) {
            return super.heal(name, fence);
        }
        replay.stop(call, Gate.BEFORE_VERDICT);
        boolean held = super.heal(name, fence);
        replay.witness().hasSettled(call, "heals", held);
        if (!held) {
            replay.stop(call, Gate.AFTER_VERDICT);
        }
        return held;
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        Running call = replay.running();
        if (call == null) {
            return super.reopen(name, fence, openFor, reason);
        }
        replay.stop(call, Gate.BEFORE_VERDICT);
        boolean held = super.reopen(name, fence, openFor, reason);
        replay.witness().hasSettled(call, "reopens", held);
        if (!held) {
            replay.stop(call, Gate.AFTER_VERDICT);
        }
        return held;
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        Running call = replay.running();
        if (call == null) {
            return super.release(name, fence, delay);
        }
        replay.stop(call, Gate.BEFORE_VERDICT);
        boolean held = super.release(name, fence, delay);
        replay.witness().hasSettled(call, "releases", held);
        if (!held) {
            replay.stop(call, Gate.AFTER_VERDICT);
        }
        return held;
    }
}
