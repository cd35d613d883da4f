package dev.failfast;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Leave to make one call of the service, from {@link Breaker#acquire()}. Its holder makes the call and then says how it
 * ended, on any thread; the <b>first verdict wins</b> and later ones do nothing. A permit that is closed without a
 * verdict is abandoned, so {@code try (Permit permit = breaker.acquire())} never leaks a probe.
 *
 * <p>Safe for use by many threads. None of the methods throws. Cost: nothing is written unless the verdict is a failure
 * that trips (one statement) or the permit is a probe (one statement); it is written on the calling thread. On a thread
 * that must not block use {@link Breaker#callAsync} or {@code whenCompleteAsync(permit::complete, executor)}.
 */
public final class Permit implements AutoCloseable {
    private static final AtomicIntegerFieldUpdater<Permit> DECIDED =
            AtomicIntegerFieldUpdater.newUpdater(Permit.class, "decided");

    private enum Kind {
        PLAIN,
        PROBE,
        NESTED
    }

    private final Breaker breaker;
    private final Kind kind;
    private final long epoch;
    private final @Nullable Instant fence;
    private final long startNanos;

    @SuppressWarnings("unused") // through DECIDED
    private volatile int decided;

    private Permit(Breaker breaker, Kind kind, long epoch, @Nullable Instant fence, long startNanos) {
        this.breaker = breaker;
        this.kind = kind;
        this.epoch = epoch;
        this.fence = fence;
        this.startNanos = startNanos;
    }

    static Permit plain(Breaker breaker, long epoch, long startNanos) {
        return new Permit(breaker, Kind.PLAIN, epoch, null, startNanos);
    }

    static Permit probe(Breaker breaker, Instant fence, long startNanos) {
        return new Permit(breaker, Kind.PROBE, 0, fence, startNanos);
    }

    /** Inside a probe of the same service on the same thread: the outer call decides. */
    static Permit nested(Breaker breaker, long startNanos) {
        return new Permit(breaker, Kind.NESTED, 0, null, startNanos);
    }

    /**
     * Whether this is the one call in the fleet that probes the service.
     *
     * @return true for a probe
     */
    public boolean isProbe() {
        return kind == Kind.PROBE;
    }

    /**
     * The call has ended; whether it counts as a failure, a success or as abandoned is decided by the breaker's
     * options. Fits {@code stage.whenComplete(permit::complete)}.
     *
     * @param result what it returned, or null
     * @param failure what it threw, or null if it returned
     */
    public void complete(@Nullable Object result, @Nullable Throwable failure) {
        settle(breaker.classify(result, failure, startNanos));
    }

    /** The service answered, whatever the breaker's options say. */
    public void succeeded() {
        settle(Verdict.SUCCESS);
    }

    /** The call failed, whatever the breaker's options say. */
    public void failed() {
        settle(Verdict.failure("failed"));
    }

    /**
     * The call failed, whatever the breaker's options say.
     *
     * @param failure why; only the name of its class is kept
     */
    public void failed(Throwable failure) {
        settle(Verdict.failure(failure));
    }

    /**
     * Without a verdict before, the call is abandoned: it says nothing, and if it was a probe another may probe at
     * once.
     */
    @Override
    public void close() {
        settle(Verdict.ABANDONED);
    }

    private void settle(Verdict verdict) {
        Runnable write = decide(verdict) ? breaker.write(this, verdict) : null;
        if (write != null) {
            write.run();
        }
    }

    /** True for the first verdict, which then has to be written by whoever gave it. */
    boolean decide(Verdict verdict) {
        if (!DECIDED.compareAndSet(this, 0, 1)) {
            return false;
        }
        breaker.ended(verdict, startNanos);
        return true;
    }

    boolean isPlain() {
        return kind == Kind.PLAIN;
    }

    long epoch() {
        return epoch;
    }

    /** Of a probe only. */
    @Nullable
    Instant fence() {
        return fence;
    }

    long startNanos() {
        return startNanos;
    }
}
