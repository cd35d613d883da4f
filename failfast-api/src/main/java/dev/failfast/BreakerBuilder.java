package dev.failfast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link Breaker}; each has a default. {@link #tripOn}, {@link #tripWhen}, {@link #tripOnResult},
 * {@link #ignore} and {@link #listener} <b>add</b> when repeated, the others <b>replace</b>. Options that contradict
 * each other are refused by {@link #build()}. Not safe for use by many threads; may build more than one breaker.
 */
public final class BreakerBuilder {
    private static final Duration LONGEST_LEASE = ProcessState.LONGEST_LEASE;
    private static final int MOST_FAILURES = 10_000;

    final String name;
    final List<BreakerListener> listeners = new ArrayList<>();

    @Nullable
    Store store;

    Duration openFor = Duration.ofSeconds(60);
    int failures = 1;
    Duration failuresWithin = Duration.ofSeconds(1);
    Duration probeLease = Duration.ofSeconds(30);
    Executor executor = StoreWrites.EXECUTOR;
    LongSupplier ticker = System::nanoTime;

    private final Set<Class<? extends Throwable>> tripOn = new LinkedHashSet<>();
    private final Set<Class<? extends Throwable>> ignore = new LinkedHashSet<>();
    private @Nullable Predicate<Throwable> tripWhen;
    private @Nullable Predicate<Object> tripOnResult;
    private long slowerThanNanos = Long.MAX_VALUE;
    private @Nullable Boolean enabled;
    private @Nullable BooleanSupplier enabledWhen;

    BreakerBuilder(String name) {
        this.name = Checks.name(name);
    }

    /**
     * Where the state lives, shared by all breakers and hosts that use the same. Default: a new store in this process,
     * for this breaker alone. The breaker never closes it.
     *
     * @param store the store
     * @return this
     */
    public BreakerBuilder store(Store store) {
        this.store = store;
        return this;
    }

    /**
     * How long the service is broken after a failure, and after each failed probe. Default: 60 seconds.
     *
     * @param openFor a positive time; more than 36,500 days are taken as that
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public BreakerBuilder openFor(Duration openFor) {
        this.openFor = Checks.positive("openFor", openFor);
        return this;
    }

    /**
     * Exceptions that are failures, with their subclasses. Adds. Default: every {@link Exception} that is not
     * abandoned. As soon as this or {@link #tripWhen} is given, only what matches one of them is a failure, and other
     * exceptions are successes: the service answered.
     *
     * @param types exception classes, at least one
     * @return this
     * @throws IllegalArgumentException if there is none, or one that is always abandoned, such as an {@link Error}
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final BreakerBuilder tripOn(Class<? extends Throwable>... types) {
        for (Class<? extends Throwable> type : types) {
            if (Rules.isAbandoned(type)) {
                throw new IllegalArgumentException("tripOn must not name " + type.getName()
                        + ": it is always abandoned, for it says nothing about the service");
            }
        }
        add("tripOn", tripOn, types);
        return this;
    }

    /**
     * A rule for exceptions that are failures, beside {@link #tripOn}. Adds. It sees what was thrown and, if that is a
     * wrapper, what it wraps, but never what is always abandoned, such as a cancellation. If it throws, it is taken as
     * false.
     *
     * @param rule true for a failure
     * @return this
     */
    public BreakerBuilder tripWhen(Predicate<? super Throwable> rule) {
        Predicate<Throwable> added = rule::test;
        tripWhen = tripWhen == null ? added : tripWhen.or(added);
        return this;
    }

    /**
     * Exceptions that say nothing about the service, with their subclasses, whatever else is configured. Adds. Default:
     * none but those that are always abandoned.
     *
     * @param types exception classes, at least one
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final BreakerBuilder ignore(Class<? extends Throwable>... types) {
        add("ignore", ignore, types);
        return this;
    }

    /**
     * Results that are failures although nothing was thrown, such as a response with a status of 503. Adds. Default:
     * none.
     *
     * @param <R> what the rule is about
     * @param type results of other classes are none of the rule's business
     * @param rule true for a failure; if it throws, it is taken as false
     * @return this
     * @throws IllegalArgumentException if {@code type} is primitive
     */
    public <R> BreakerBuilder tripOnResult(Class<R> type, Predicate<? super R> rule) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(
                    "tripOnResult must name a class of objects, was " + type + "; name its wrapper");
        }
        Predicate<Object> added = result -> type.isInstance(result) && rule.test(type.cast(result));
        tripOnResult = tripOnResult == null ? added : tripOnResult.or(added);
        return this;
    }

    /**
     * A call that takes longer is a failure even if it returns, or throws what is no failure. It is not cut short: give
     * it a time-out of its own. Default: no limit.
     *
     * @param limit a positive time
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public BreakerBuilder slowerThan(Duration limit) {
        slowerThanNanos = Checks.positive("slowerThan", limit).toNanos();
        return this;
    }

    /**
     * How many failures within which time trip the service. They are counted in this process by this breaker; a probe
     * needs one failure only. Default: the first failure trips.
     *
     * @param failures 1 to 10,000
     * @param within a positive time
     * @return this
     * @throws IllegalArgumentException if one is out of range
     */
    public BreakerBuilder tripAfter(int failures, Duration within) {
        if (failures < 1 || failures > MOST_FAILURES) {
            throw new IllegalArgumentException("tripAfter needs 1 to " + MOST_FAILURES + " failures, was " + failures);
        }
        this.failuresWithin = Checks.positive("the time of tripAfter", within);
        this.failures = failures;
        return this;
    }

    /**
     * Whether the breaker guards at all; if not, calls pass and nothing is read or written. Default: true.
     *
     * @param enabled false switches it off
     * @return this
     */
    public BreakerBuilder enabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /**
     * As {@link #enabled}, asked on each call, so it must be quick. If it throws, it is taken as true.
     *
     * @param enabled false switches the breaker off
     * @return this
     */
    public BreakerBuilder enabledWhen(BooleanSupplier enabled) {
        this.enabledWhen = enabled;
        return this;
    }

    /**
     * How long a probe keeps others away if nothing is heard of it again. Longer than a call of the service can take;
     * if a probe takes longer all the same, this process doubles the time it took, up to 10 minutes. Default: 30
     * seconds.
     *
     * @param lease more than zero, at most 10 minutes
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public BreakerBuilder probeLease(Duration lease) {
        if (Checks.positive("probeLease", lease).compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("probeLease must be at most " + LONGEST_LEASE + ", was " + lease);
        }
        this.probeLease = lease;
        return this;
    }

    /**
     * Runs what {@link Breaker#callAsync} has to write to the store. Must not be blocked by what waits for guarded
     * futures. If it rejects, the default runs it; if it takes the task and drops it, the future never completes.
     * Default: two daemon threads that all breakers of the process share.
     *
     * @param executor the executor; the breaker never shuts it down
     * @return this
     */
    public BreakerBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * Is told what this breaker does. Adds. Default: none.
     *
     * @param listener the listener
     * @return this
     */
    public BreakerBuilder listener(BreakerListener listener) {
        listeners.add(listener);
        return this;
    }

    /** For tests: the clock of durations on this host, in nanoseconds. */
    BreakerBuilder ticker(LongSupplier ticker) {
        this.ticker = ticker;
        return this;
    }

    /**
     * Makes the breaker. Does not touch the store.
     *
     * @return a breaker
     * @throws IllegalArgumentException if options contradict each other
     */
    public Breaker build() {
        for (Class<? extends Throwable> type : tripOn) {
            for (Class<? extends Throwable> ignored : ignore) {
                if (ignored.isAssignableFrom(type)) {
                    throw new IllegalArgumentException("tripOn and ignore contradict each other: tripOn names "
                            + type.getName() + ", ignore names " + ignored.getName());
                }
            }
        }
        if (enabled != null && enabledWhen != null) {
            throw new IllegalArgumentException("enabled and enabledWhen contradict each other: give one of them");
        }
        return new Breaker(this, rules());
    }

    BooleanSupplier enabled() {
        if (enabledWhen != null) {
            return enabledWhen;
        }
        boolean always = enabled == null || enabled;
        return () -> always;
    }

    private Rules rules() {
        Predicate<Throwable> failures = tripOn.isEmpty() ? null : isOneOf(tripOn);
        if (tripWhen != null) {
            failures = failures == null ? tripWhen : failures.or(tripWhen);
        }
        return new Rules(
                failures, isOneOf(ignore), tripOnResult == null ? result -> false : tripOnResult, slowerThanNanos);
    }

    private static Predicate<Throwable> isOneOf(Set<Class<? extends Throwable>> types) {
        List<Class<? extends Throwable>> list = List.copyOf(types);
        return failure -> list.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static void add(String option, Set<Class<? extends Throwable>> to, Class<? extends Throwable>[] types) {
        if (types.length == 0) {
            throw new IllegalArgumentException(option + " must name at least one class");
        }
        to.addAll(Arrays.asList(types));
    }
}
