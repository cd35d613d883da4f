package dev.failfast;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome table: which result, exception or slowness of a call is a failure, a success or says nothing.
 *
 * @param failures what counts as a failure; null: every exception that is not abandoned
 * @param ignored what says nothing
 * @param failedResults results that count as failures
 * @param slowerThanNanos a call that takes longer is a failure; {@link Long#MAX_VALUE}: none
 */
record Rules(
        @Nullable Predicate<Throwable> failures,
        Predicate<Throwable> ignored,
        Predicate<Object> failedResults,
        long slowerThanNanos) {
    private static final Logger log = LoggerFactory.getLogger(Breaker.class);
    private static final int DEEPEST = 16;
    private static final List<Class<? extends Throwable>> ABANDONED = List.of(
            Error.class,
            InterruptedException.class,
            ClosedByInterruptException.class,
            CancellationException.class,
            FailfastException.class);

    Verdict classify(@Nullable Object result, @Nullable Throwable failure, long nanos) {
        Verdict verdict = failure == null ? ofResult(result) : ofFailure(failure);
        return verdict.outcome() == Breaker.Outcome.SUCCESS && nanos > slowerThanNanos
                ? Verdict.failure("slower than " + Duration.ofNanos(slowerThanNanos))
                : verdict;
    }

    private Verdict ofResult(@Nullable Object result) {
        return result != null && holds(failedResults, result)
                ? Verdict.failure("result " + result.getClass().getName())
                : Verdict.SUCCESS;
    }

    private Verdict ofFailure(Throwable failure) {
        List<Throwable> links = lookThrough(failure);
        Throwable root = links.get(links.size() - 1);
        if (links.stream().anyMatch(link -> holds(ignored, link)) || isAbandoned(root.getClass())) {
            return Verdict.rejectedElsewhere(root instanceof FailfastException rejection ? rejection : null);
        }
        if (failures != null && links.stream().anyMatch(link -> holds(failures, link))) {
            return Verdict.failure(root);
        }
        if (neverReachedTheService(root)) {
            return Verdict.ABANDONED;
        }
        return failures == null ? Verdict.failure(root) : Verdict.SUCCESS;
    }

    /** Whether exceptions of this class say nothing about the service, whatever the options are. */
    static boolean isAbandoned(Class<? extends Throwable> type) {
        return ABANDONED.stream().anyMatch(abandoned -> abandoned.isAssignableFrom(type));
    }

    /** Whether a closed call has to read a clock. */
    boolean needsDuration() {
        return slowerThanNanos != Long.MAX_VALUE;
    }

    /**
     * No executor took the call, or all that is left of it is an empty wrapper: a failure only if an option says so.
     */
    private static boolean neverReachedTheService(Throwable root) {
        return root instanceof RejectedExecutionException || isWrapper(root);
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof ExecutionException
                || failure instanceof CompletionException
                || failure instanceof UncheckedIOException;
    }

    /** The failure and, as long as it is a wrapper, what it wraps; the last one is what happened. */
    private static List<Throwable> lookThrough(Throwable failure) {
        List<Throwable> links = new ArrayList<>(2);
        Throwable link = failure;
        links.add(link);
        while (isWrapper(link) && link.getCause() != null && links.size() < DEEPEST) {
            link = link.getCause();
            links.add(link);
        }
        return links;
    }

    /** A predicate of the application's that throws must not replace the outcome of the call. */
    private static <T> boolean holds(Predicate<T> predicate, T value) {
        try {
            return predicate.test(value);
        } catch (Exception | Error e) {
            log.warn(
                    "a predicate of a breaker threw {}; taken as false",
                    e.getClass().getName());
            return false;
        }
    }
}
