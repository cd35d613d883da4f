package dev.failfast.spring.guard;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One subscription. The store is asked and written on threads of our own, by tasks that a cancel does not interrupt: an
 * interrupted query would look like trouble with the database, and a permit could get lost.
 */
final class ReactiveCall {
    private static final Object ABANDONED = new Object();

    /**
     * Not {@link Schedulers#boundedElastic()}: an application may have blocked all threads of that with waiting for the
     * very calls that would be queued behind them.
     */
    private static final Scheduler STORE =
            Schedulers.newBoundedElastic(64, Integer.MAX_VALUE, "failfast-store", 10, true);

    private final Breaker breaker;

    /** What is a failure whatever the breaker's options say. */
    private final Predicate<Throwable> failing;

    /** Null, then the permit or {@link #ABANDONED}: whoever is second closes the permit. */
    private final AtomicReference<@Nullable Object> permit = new AtomicReference<>();

    private volatile @Nullable InsideProbe probe;
    private volatile boolean answered;

    ReactiveCall(Breaker breaker, Predicate<Throwable> failing) {
        this.breaker = breaker;
        this.failing = failing;
    }

    /** Emits nothing in an optional if the call is admitted, else the rejection. */
    Mono<Optional<FailfastException>> admission(ContextView context) {
        return Mono.create(sink -> blocking(() -> {
            try {
                Permit acquired = breaker.acquire();
                if (acquired.isProbe()) {
                    probe = InsideProbe.of(breaker, context);
                }
                if (!permit.compareAndSet(null, acquired)) {
                    acquired.close();
                }
                sink.success(Optional.empty());
            } catch (FailfastException e) {
                sink.success(Optional.of(e));
            } catch (Throwable t) { // even an Error: else the subscriber would wait for ever
                sink.error(t);
            }
        }));
    }

    /** What the call runs with: a call of the same service inside of a probe is part of it. */
    Context inside(Context context) {
        InsideProbe inside = probe;
        return inside == null ? context : inside.putInto(context);
    }

    /** The same, ended only when the verdict on it is written. */
    <T> Mono<T> judged(Mono<T> call) {
        return call.materialize()
                .flatMap(signal ->
                        verdict(judging(signal.get(), signal.getThrowable())).thenReturn(signal))
                .dematerialize();
    }

    /**
     * The same, ended only when the verdict on it is written. How long it takes is also a matter of the subscriber, and
     * so is when it has had enough: a value is an answer of the service.
     */
    <T> Flux<T> judged(Flux<T> call) {
        return call.doOnNext(value -> answered = true)
                .onErrorResume(
                        failure -> this.<T>verdict(judging(null, failure)).concatWith(Mono.error(failure)))
                .concatWith(verdict(Permit::succeeded));
    }

    private Consumer<Permit> judging(@Nullable Object result, @Nullable Throwable failure) {
        return failure != null && failing.test(failure)
                ? acquired -> acquired.failed(failure)
                : acquired -> acquired.complete(result, failure);
    }

    private <T> Mono<T> verdict(Consumer<Permit> judge) {
        return Mono.create(sink -> {
            end();
            blocking(() -> {
                try {
                    if (permit.get() instanceof Permit acquired) {
                        judge.accept(acquired);
                    }
                } finally {
                    sink.success();
                }
            });
        });
    }

    /** Cancelled by the subscriber. */
    void cancel() {
        end();
        if (permit.getAndSet(ABANDONED) instanceof Permit acquired) {
            blocking(answered ? acquired::succeeded : acquired::close);
        }
    }

    private void end() {
        InsideProbe inside = probe;
        if (inside != null) {
            inside.end();
        }
    }

    /** A scheduler that takes no more is no reason to let go of a probe, or to leave a subscriber waiting. */
    private static void blocking(Runnable task) {
        try {
            STORE.schedule(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
