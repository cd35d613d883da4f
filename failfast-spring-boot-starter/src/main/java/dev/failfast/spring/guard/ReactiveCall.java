package dev.failfast.spring.guard;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One subscription. The store is asked and written on {@link Schedulers#boundedElastic()}, by tasks that a cancel does
 * not interrupt: an interrupted query would look like trouble with the database, and a permit could get lost.
 */
final class ReactiveCall {
    private static final Object ABANDONED = new Object();

    private final Breaker breaker;

    /** Null, then the permit or {@link #ABANDONED}: whoever is second closes the permit. */
    private final AtomicReference<@Nullable Object> permit = new AtomicReference<>();

    ReactiveCall(Breaker breaker) {
        this.breaker = breaker;
    }

    /** Emits nothing in an optional if the call is admitted, else the rejection. */
    Mono<Optional<FailfastException>> admission() {
        return Mono.create(sink -> blocking(() -> {
            try {
                Permit acquired = breaker.acquire();
                if (!permit.compareAndSet(null, acquired)) {
                    acquired.close();
                }
                sink.success(Optional.empty());
            } catch (FailfastException e) {
                sink.success(Optional.of(e));
            }
        }));
    }

    /** The same, ended only when the verdict on it is written. */
    <T> Mono<T> judged(Mono<T> call) {
        return call.materialize()
                .flatMap(signal -> verdict(signal.get(), signal.getThrowable()).thenReturn(signal))
                .dematerialize();
    }

    /** The same, ended only when the verdict on it is written. */
    <T> Flux<T> judged(Flux<T> call) {
        return call.onErrorResume(failure -> this.<T>verdict(null, failure).concatWith(Mono.error(failure)))
                .concatWith(verdict(null, null));
    }

    private <T> Mono<T> verdict(@Nullable Object result, @Nullable Throwable failure) {
        return Mono.create(sink -> blocking(() -> {
            if (permit.get() instanceof Permit acquired) {
                acquired.complete(result, failure);
            }
            sink.success();
        }));
    }

    void abandon() {
        if (permit.getAndSet(ABANDONED) instanceof Permit acquired) {
            blocking(acquired::close);
        }
    }

    /** A scheduler that takes no more is no reason to let go of a probe, or to leave a subscriber waiting. */
    private static void blocking(Runnable task) {
        try {
            Schedulers.boundedElastic().schedule(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
