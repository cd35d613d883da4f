package dev.failfast;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One guarded call that answers later: whoever comes first, the stage or the caller's cancel, decides its permit. */
final class AsyncCall<T extends @Nullable Object> {
    private static final Logger log = LoggerFactory.getLogger(Breaker.class);

    private final Breaker breaker;
    private final Permit permit;
    private final Executor executor;
    private final CompletableFuture<T> returned = new CompletableFuture<>();

    AsyncCall(Breaker breaker, Permit permit, Executor executor) {
        this.breaker = breaker;
        this.permit = permit;
        this.executor = executor;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of whenComplete on the returned future: what it does cannot fail
    CompletableFuture<T> start(Supplier<? extends CompletionStage<? extends T>> call) {
        breaker.enter(permit);
        try {
            CompletionStage<? extends T> stage = call.get();
            if (stage == null) {
                throw new NullPointerException("the guarded call returned null instead of a CompletionStage");
            }
            stage.whenComplete(this::completed);
            returned.whenComplete((result, failure) -> abandoned(stage));
        } catch (Throwable t) {
            completed(null, t);
        } finally {
            breaker.leave(permit);
        }
        return returned;
    }

    @SuppressWarnings("NullAway") // without a failure the result is a T, which may be null
    private void completed(@Nullable T result, @Nullable Throwable failure) {
        Verdict verdict = breaker.classify(result, failure, permit.startNanos());
        if (!permit.decide(verdict)) {
            return;
        }
        Runnable answer =
                failure == null ? () -> returned.complete(result) : () -> returned.completeExceptionally(failure);
        write(verdict, answer);
    }

    private void abandoned(CompletionStage<?> stage) {
        if (!permit.decide(Verdict.ABANDONED)) {
            return;
        }
        write(Verdict.ABANDONED, () -> {});
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            log.debug("a stage that cannot be cancelled goes on", e);
        }
    }

    private void write(Verdict verdict, Runnable then) {
        Runnable write = breaker.write(permit, verdict);
        if (write == null) {
            then.run();
            return;
        }
        Runnable task = () -> {
            try {
                write.run();
            } finally {
                then.run();
            }
        };
        if (!isTakenBy(executor, task) && !isTakenBy(StoreWrites.EXECUTOR, task)) {
            task.run();
        }
    }

    /** Even an Error, say for want of a thread, is no reason to leave those alone who wait for the future. */
    private boolean isTakenBy(Executor candidate, Runnable task) {
        try {
            candidate.execute(task);
            return true;
        } catch (Exception | Error e) {
            log.warn(
                    "no executor for a store write of {}: {}",
                    breaker,
                    e.getClass().getName());
            return false;
        }
    }
}
