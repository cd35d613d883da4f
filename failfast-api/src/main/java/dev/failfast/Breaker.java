package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards the calls of one service. After a failure every call on every host that shares the {@link Store} fails at once
 * with {@link FailfastException}, until the time is over and one call in the whole fleet has probed the service.
 *
 * <pre>{@code
 * Breaker salesApi = Breaker.named("sales_api").store(store).tripOn(IOException.class).build();
 * List<Invoice> invoices = salesApi.callChecked(client::invoices);
 * }</pre>
 *
 * <p>What the call returns or throws goes to the caller as it is. Its outcome:
 *
 * <ul>
 *   <li><b>failure</b>: by default every {@link Exception} but those below; trips the service
 *   <li><b>success</b>: a value, or an exception that the options do not count as a failure; the service answered
 *   <li><b>abandoned</b>: says nothing about the service. An {@link Error}, {@link InterruptedException},
 *       {@link java.nio.channels.ClosedByInterruptException}, {@link java.util.concurrent.CancellationException}, the
 *       {@link FailfastException} of another service, what was given to {@link BreakerBuilder#ignore}, and, unless an
 *       option names it, a {@link java.util.concurrent.RejectedExecutionException} or a wrapper without a cause
 * </ul>
 *
 * <p>{@link java.util.concurrent.ExecutionException}, {@link java.util.concurrent.CompletionException} and
 * {@link java.io.UncheckedIOException} are looked through.
 *
 * <p><b>The guarded call needs a time-out of its own</b>, shorter than the {@linkplain BreakerBuilder#probeLease lease}
 * of a probe: a breaker learns of slowness only when a call ends.
 *
 * <p>A breaker is a light handle: its options are its own, its state is that of the name in the store. Two breakers are
 * equal only if they are the same object. Safe for use by many threads; no lock is held while a call runs.
 *
 * <p>Cost with a JDBC store that has no cache: one round trip for a call in CLOSED, one for a rejected call, nothing
 * more on success; a trip is one more, once per process however many calls fail together; a probe is one more to claim
 * and one to heal, reopen or release. If the store fails, calls are made unguarded.
 */
public final class Breaker {
    private static final Logger log = LoggerFactory.getLogger(Breaker.class);

    /** Where a service stands. */
    public enum State {
        /** Calls pass: there is no row. */
        CLOSED,
        /** Calls fail at once: there is a row whose time has not come. Also while somebody probes. */
        OPEN,
        /** The break is over and a probe is due: the next call is the probe. */
        HALF_OPEN
    }

    /** How a guarded call ended, as far as its breaker is concerned. */
    public enum Outcome {
        /** The service answered. */
        SUCCESS,
        /** Trips the service; of a probe, reopens it. */
        FAILURE,
        /** Says nothing about the service; a probe gives its lease back. */
        ABANDONED
    }

    /**
     * What the store says of one service at one moment.
     *
     * @param name the service
     * @param state CLOSED, OPEN or HALF_OPEN
     * @param until when the break ends or ended; null if CLOSED, {@link Instant#MAX} if it lasts until further notice
     * @param remaining how long it stays broken: more than zero if OPEN, at most 36,500 days; else zero
     * @param since when it was tripped; null if CLOSED or unknown
     * @param trips 1, and 1 more for each failed probe since; 0 if CLOSED
     * @param trippedBy who tripped it: the name of a host's store, or an operator; null if CLOSED or unknown
     * @param reason why: the class name of an exception, or an operator's word; null if CLOSED or unknown
     */
    public record Status(
            String name,
            State state,
            @Nullable Instant until,
            Duration remaining,
            @Nullable Instant since,
            int trips,
            @Nullable String trippedBy,
            @Nullable String reason) {

        /**
         * The status of a service without a row.
         *
         * @param name the service
         * @return state CLOSED
         */
        public static Status closed(String name) {
            return new Status(name, State.CLOSED, null, Duration.ZERO, null, 0, null, null);
        }

        /**
         * The status of a row, for those who write stores.
         *
         * @param name the service
         * @param until when the break ends
         * @param now the time of the store's clock
         * @param since when it was tripped, or null if unknown
         * @param trips how often
         * @param trippedBy who tripped it, or null if unknown
         * @param reason why, or null if unknown
         * @return state OPEN if {@code until} is after {@code now}, else HALF_OPEN
         */
        public static Status of(
                String name,
                Instant until,
                Instant now,
                @Nullable Instant since,
                int trips,
                @Nullable String trippedBy,
                @Nullable String reason) {
            if (!until.isAfter(now)) {
                return new Status(name, State.HALF_OPEN, until, Duration.ZERO, since, trips, trippedBy, reason);
            }
            Duration left = Duration.between(now, until);
            Duration remaining = left.compareTo(Checks.LONGEST) > 0 ? Checks.LONGEST : left;
            return new Status(name, State.OPEN, until, remaining, since, trips, trippedBy, reason);
        }
    }

    private final String name;
    private final Store store;
    private final ProcessState state;
    private final Rules rules;
    private final FailureCounter failures;
    private final Duration openFor;
    private final Duration probeLease;
    private final BooleanSupplier enabled;
    private final Executor executor;
    private final @Nullable BreakerListener listener;
    private final LongSupplier ticker;

    Breaker(BreakerBuilder builder, Rules rules) {
        this.name = builder.name;
        this.store = builder.store == null ? Store.inProcess() : builder.store;
        this.state = ProcessState.of(store);
        this.rules = rules;
        this.failures = new FailureCounter(builder.failures, builder.failuresWithin.toNanos());
        this.openFor = builder.openFor;
        this.probeLease = builder.probeLease;
        this.enabled = builder.enabled();
        this.executor = builder.executor;
        this.listener = builder.listeners.isEmpty() ? null : new SafeListener(builder.listeners);
        this.ticker = builder.ticker;
    }

    /**
     * Starts a breaker for a service.
     *
     * @param name what the service is called on every host: 1 to 255 characters, not blank, no control characters
     * @return a builder whose options all have defaults
     * @throws IllegalArgumentException if the name is none
     */
    public static BreakerBuilder named(String name) {
        return new BreakerBuilder(name);
    }

    /**
     * The name of the service.
     *
     * @return the name, as given to {@link #named}
     */
    public String name() {
        return name;
    }

    // ---- calls

    /**
     * Makes a call, for Kotlin and for Java callers that do not mind {@code throws Exception}.
     *
     * @param <T> what the call returns
     * @param call the call
     * @return what it returned
     * @throws FailfastException if the service is broken; the call was not made
     * @throws Exception what the call threw, as it is
     */
    public <T extends @Nullable Object> T call(Callable<T> call) throws Exception {
        return this.<Callable<T>, T, Exception, RuntimeException>guard(read(), call, Callable::call);
    }

    /**
     * Makes a call that throws no checked exception.
     *
     * @param <T> what the call returns
     * @param call the call
     * @return what it returned
     * @throws FailfastException if the service is broken; the call was not made
     */
    public <T extends @Nullable Object> T get(Supplier<T> call) {
        return this.<Supplier<T>, T, RuntimeException, RuntimeException>guard(read(), call, Supplier::get);
    }

    /**
     * Makes a call that returns nothing and throws no checked exception. From Kotlin, {@code breaker.run { ... }} is
     * this method; on a nullable breaker {@code breaker?.run { ... }} is too, but {@code breaker.run { ... }} would be
     * Kotlin's own {@code run}, which guards nothing.
     *
     * @param call the call
     * @throws FailfastException if the service is broken; the call was not made
     */
    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    public void run(Runnable call) {
        this.<Runnable, @Nullable Void, RuntimeException, RuntimeException>guard(read(), call, body -> {
            body.run();
            return null;
        });
    }

    /**
     * Makes a call that throws one kind of checked exception, which the caller then sees as such.
     *
     * @param <T> what the call returns
     * @param <X> what it throws
     * @param call the call
     * @return what it returned
     * @throws FailfastException if the service is broken; the call was not made
     * @throws X what the call threw, as it is
     */
    public <T extends @Nullable Object, X extends Exception> T callChecked(CheckedCallable<T, X> call) throws X {
        return this.<CheckedCallable<T, X>, T, X, RuntimeException>guard(read(), call, CheckedCallable::call);
    }

    /**
     * Makes a call that returns nothing and throws one kind of checked exception, which the caller then sees as such.
     *
     * @param <X> what the call throws
     * @param call the call
     * @throws FailfastException if the service is broken; the call was not made
     * @throws X what the call threw, as it is
     */
    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    public <X extends Exception> void runChecked(CheckedRunnable<X> call) throws X {
        this.<CheckedRunnable<X>, @Nullable Void, X, RuntimeException>guard(read(), call, body -> {
            body.run();
            return null;
        });
    }

    /**
     * Makes a call that can be interrupted and throws one more kind of checked exception, as {@code HttpClient.send}
     * does.
     *
     * @param <T> what the call returns
     * @param <X> what it throws beside {@link InterruptedException}
     * @param call the call
     * @return what it returned
     * @throws FailfastException if the service is broken; the call was not made
     * @throws X what the call threw, as it is
     * @throws InterruptedException what the call threw, as it is; the call counts as abandoned
     */
    public <T extends @Nullable Object, X extends Exception> T callInterruptibly(InterruptibleCallable<T, X> call)
            throws X, InterruptedException {
        return this.<InterruptibleCallable<T, X>, T, X, InterruptedException>guard(
                read(), call, InterruptibleCallable::call);
    }

    /**
     * Makes a call that answers later. Never throws: if the service is broken, or the call throws before it has a
     * stage, the returned future has failed with that.
     *
     * <p>Asking the store happens on the calling thread. What has to be written when the stage completes is written on
     * the breaker's {@linkplain BreakerBuilder#executor executor}, and only then the returned future completes; if
     * nothing has to be written, which is nearly always, it completes on the completing thread. If the returned future
     * is cancelled or completed from outside ({@code orTimeout}, {@code complete}) before the stage is done, the call
     * counts as abandoned and the stage is cancelled. To count a time-out as a failure, put {@code orTimeout} on the
     * stage inside.
     *
     * @param <T> what the call returns
     * @param call starts the call
     * @return a future with what the stage completes with, or failed with {@link FailfastException}
     */
    public <T extends @Nullable Object> CompletableFuture<T> callAsync(
            Supplier<? extends CompletionStage<? extends T>> call) {
        Permit permit;
        try {
            permit = acquire();
        } catch (FailfastException e) {
            return CompletableFuture.failedFuture(e);
        }
        return callAsync(permit, call);
    }

    <T extends @Nullable Object> CompletableFuture<T> callAsync(
            Permit permit, Supplier<? extends CompletionStage<? extends T>> call) {
        return new AsyncCall<T>(this, permit, executor).start(call);
    }

    // ---- the building block

    /**
     * Asks for leave to make one call; for filters, reactive code and coroutines. Everything above is written on it.
     * The permit must be {@linkplain Permit#complete completed} or closed, on whatever thread.
     *
     * <p>Which thread the call then runs on is not known here. So a call of the same service inside a probe that was
     * acquired is rejected, while inside the forms above it passes as a part of that probe.
     *
     * @return a permit
     * @throws FailfastException if the service is broken
     */
    public Permit acquire() {
        return permit(read());
    }

    /**
     * As {@link #acquire()}, without an exception.
     *
     * @return a permit, or null if the service is broken
     */
    public @Nullable Permit tryAcquire() {
        Status row = read();
        Permit permit = admit(row);
        if (permit == null) {
            rejected(row);
        }
        return permit;
    }

    // ---- looking, and operating by hand

    /**
     * Whether a call would be rejected now. One round trip with a JDBC store, none if it has a cache. False if the
     * breaker is not enabled, and if the store fails: then calls are made.
     *
     * @return true if state is OPEN
     */
    public boolean isOpen() {
        Status row = read();
        return row != null && row.state() == State.OPEN;
    }

    /**
     * What the store says of the service, whether or not this breaker is enabled. One round trip with a JDBC store,
     * none if it has a cache; in an outage of the database the answer is from the memory of this process, which does
     * not know since when, why and who of what another one wrote, unless it was asked before.
     *
     * @return the status
     * @throws StoreException if the store cannot be read and has no memory, see {@link OutageStore}
     */
    public Status status() {
        Status row = store.read(name);
        return row == null ? Status.closed(name) : row;
    }

    /**
     * Breaks the service by hand for a time, on every host, whatever its state. When the time is over, a probe decides.
     * One round trip with a JDBC store, on H2 sometimes two.
     *
     * @param openFor for how long; more than 36,500 days are taken as that
     * @throws IllegalArgumentException if {@code openFor} is not positive
     * @throws StoreException if the store could not be changed; nothing happened then, as far as is known
     */
    public void forceOpen(Duration openFor) {
        store.force(name, Checks.positive("openFor", openFor), FORCED);
    }

    /**
     * Breaks the service by hand until further notice, on every host, whatever its state.
     *
     * @throws StoreException if the store could not be changed; nothing happened then, as far as is known
     */
    public void forceOpen() {
        store.force(name, null, FORCED);
    }

    /**
     * Heals the service by hand, on every host, whatever its state. One round trip with a JDBC store.
     *
     * @throws StoreException if the store could not be changed; nothing happened then, as far as is known
     */
    public void reset() {
        store.reset(name);
    }

    /**
     * For logs.
     *
     * @return the name, without asking the store
     */
    @Override
    public String toString() {
        return "Breaker[" + name + "]";
    }

    // ---- how it works

    private static final String FORCED = "forced open";

    /**
     * How a call of one of the public forms is made, with two kinds of checked exceptions, which they fill in. It knows
     * nothing of the call itself, so it is one object for all calls; whether one for each would be an allocation is up
     * to the mood of the JVM.
     */
    interface Form<C, T extends @Nullable Object, X extends Throwable, Y extends Throwable> {
        T make(C call) throws X, Y;
    }

    /**
     * With reading the row in here it would be too much code for the JIT to inline, and to unwind one more frame makes
     * a rejected call cost 240 ns instead of 85.
     */
    <C, T extends @Nullable Object, X extends Throwable, Y extends Throwable> T guard(
            @Nullable Status row, C call, Form<C, T, X, Y> form) throws X, Y {
        if (passes(row)) {
            return guardPlain(call, form);
        }
        Permit permit = admit(row);
        if (permit == null) {
            throw new FailfastException(name, rejected(row));
        }
        return guardPermitted(permit, call, form);
    }

    private <C, T extends @Nullable Object, X extends Throwable, Y extends Throwable> T guardPermitted(
            Permit permit, C call, Form<C, T, X, Y> form) throws X, Y {
        T result;
        enter(permit);
        try {
            result = form.make(call);
        } catch (Throwable t) {
            permit.complete(null, t);
            throw t;
        } finally {
            leave(permit);
        }
        permit.complete(result, null);
        return result;
    }

    /** Nearly every call. On one thread from beginning to end, so it needs no permit, which would be an allocation. */
    private <C, T extends @Nullable Object, X extends Throwable, Y extends Throwable> T guardPlain(
            C call, Form<C, T, X, Y> form) throws X, Y {
        long epoch = state.epoch();
        long startNanos = nanoTime();
        T result;
        try {
            result = form.make(call);
        } catch (Throwable t) {
            endedPlain(classify(null, t, startNanos), epoch, startNanos);
            throw t;
        }
        endedPlain(classify(result, null, startNanos), epoch, startNanos);
        return result;
    }

    private void endedPlain(Verdict verdict, long epoch, long startNanos) {
        ended(verdict, startNanos);
        if (trips(verdict, epoch)) {
            trip(epoch, verdict.reason());
        }
    }

    /** From here on a nested call of the same service on this thread is part of this probe. */
    void enter(Permit permit) {
        if (permit.isProbe()) {
            Nesting.enter(state, name);
        }
    }

    void leave(Permit permit) {
        if (permit.isProbe()) {
            Nesting.leave();
        }
    }

    /** Null if calls pass: no row, not enabled, or the store failed. */
    @Nullable
    Status read() {
        if (!isEnabled()) {
            return null;
        }
        try {
            return store.look(name);
        } catch (Exception | LinkageError e) {
            storeFailed("read", e);
            return null;
        }
    }

    private static boolean passes(@Nullable Status row) {
        return row == null || row.state() == State.CLOSED;
    }

    private Permit permit(@Nullable Status row) {
        Permit permit = admit(row);
        if (permit == null) {
            throw new FailfastException(name, rejected(row));
        }
        return permit;
    }

    private @Nullable Permit admit(@Nullable Status row) {
        if (row == null || passes(row)) {
            return Permit.plain(this, state.epoch(), nanoTime());
        }
        if (Nesting.isInside(state, name)) {
            return Permit.nested(this, nanoTime());
        }
        return row.state() == State.HALF_OPEN ? claim() : null;
    }

    /** Null if another call in the fleet was first. */
    private @Nullable Permit claim() {
        Instant fence;
        try {
            fence = store.claim(name, state.lease(name, probeLease));
        } catch (Exception | LinkageError e) {
            storeFailed("claim", e);
            return Permit.plain(this, state.epoch(), nanoTime());
        }
        if (fence == null) {
            return null;
        }
        if (listener != null) {
            listener.onProbe(name);
        }
        return Permit.probe(this, fence, ticker.getAsLong());
    }

    /** Somebody who was first with the probe may take as long as the lease. */
    private Duration rejected(@Nullable Status row) {
        Duration retryAfter =
                row != null && row.state() == State.OPEN ? row.remaining() : state.lease(name, probeLease);
        if (listener != null) {
            listener.onReject(name, retryAfter);
        }
        return retryAfter;
    }

    Verdict classify(@Nullable Object result, @Nullable Throwable failure, long startNanos) {
        return rules.classify(result, failure, rules.needsDuration() ? ticker.getAsLong() - startNanos : 0);
    }

    void ended(Verdict verdict, long startNanos) {
        if (listener != null) {
            listener.onCall(name, verdict.outcome(), Duration.ofNanos(ticker.getAsLong() - startNanos));
        }
    }

    /** What a verdict has to write to the store; null if nothing. */
    @Nullable
    Runnable write(Permit permit, Verdict verdict) {
        Instant fence = permit.fence();
        if (fence != null) {
            return () -> settleProbe(fence, verdict, permit.startNanos());
        }
        return permit.isPlain() && trips(verdict, permit.epoch()) ? () -> trip(permit.epoch(), verdict.reason()) : null;
    }

    /** Of a call that is no probe. */
    private boolean trips(Verdict verdict, long admitted) {
        return verdict.outcome() == Outcome.FAILURE
                && !state.trippedSince(name, admitted)
                && isEnabled()
                && failures.completes(ticker.getAsLong());
    }

    private void trip(long admitted, String reason) {
        try {
            if (state.tripOnce(name, admitted, () -> store.trip(name, openFor, reason))) {
                log.warn("{} is broken for {}: {}", name, openFor, reason);
                if (listener != null) {
                    listener.onTrip(name, openFor, reason);
                }
            }
        } catch (Exception | LinkageError e) {
            storeFailed("trip", e);
        }
    }

    private void settleProbe(Instant fence, Verdict verdict, long startNanos) {
        try {
            boolean held = switch (verdict.outcome()) {
                case SUCCESS -> store.heal(name, fence);
                case FAILURE -> store.reopen(name, fence, openFor, verdict.reason());
                // Another service is broken: a new probe would end the same way until that one is back.
                case ABANDONED -> store.release(name, fence, shorter(verdict.retryAfter(), openFor));
            };
            if (held) {
                probeSettled(verdict);
            } else {
                state.fenceLost(name, Duration.ofNanos(ticker.getAsLong() - startNanos));
            }
        } catch (Exception | LinkageError e) {
            storeFailed("settle the probe of", e);
        }
    }

    private void probeSettled(Verdict verdict) {
        if (verdict.outcome() == Outcome.SUCCESS) {
            log.info("{} is healed", name);
            if (listener != null) {
                listener.onHeal(name);
            }
        } else if (verdict.outcome() == Outcome.FAILURE) {
            log.info("{} is still broken, for {}: {}", name, openFor, verdict.reason());
            if (listener != null) {
                listener.onReopen(name, openFor, verdict.reason());
            }
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** An application's switch that throws leaves the guard on. */
    private boolean isEnabled() {
        try {
            return enabled.getAsBoolean();
        } catch (Exception | Error e) {
            log.warn(
                    "enabledWhen of {} threw {}; taken as enabled",
                    name,
                    e.getClass().getName());
            return true;
        }
    }

    /** Reading a clock costs as much as the rest of a closed call, so only those who need it do. */
    private long nanoTime() {
        return listener != null || rules.needsDuration() ? ticker.getAsLong() : 0;
    }

    /** Without the exception itself, whose message may hold anything. */
    private void storeFailed(String operation, Throwable e) {
        String what =
                e instanceof StoreException ? e.getMessage() : e.getClass().getName();
        log.warn("cannot {} {}; calls go on: {}", operation, name, what);
    }
}
