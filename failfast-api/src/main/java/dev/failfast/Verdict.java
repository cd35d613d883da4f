package dev.failfast;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a guarded call ended.
 *
 * @param outcome how it counts
 * @param reason of a failure, its kind; else empty
 * @param retryAfter of an abandoned call, how long a probe keeps others away: zero but after the exception of another
 *     breaker, whose answer would be the same at once
 */
record Verdict(Breaker.Outcome outcome, String reason, Duration retryAfter) {
    static final Verdict SUCCESS = new Verdict(Breaker.Outcome.SUCCESS, "", Duration.ZERO);
    static final Verdict ABANDONED = new Verdict(Breaker.Outcome.ABANDONED, "", Duration.ZERO);

    static Verdict failure(String reason) {
        return new Verdict(Breaker.Outcome.FAILURE, Checks.atMost255(reason), Duration.ZERO);
    }

    /** Only the class: a message can hold secrets. */
    static Verdict failure(Throwable failure) {
        return failure(failure.getClass().getName());
    }

    static Verdict rejectedElsewhere(@Nullable FailfastException rejection) {
        return rejection == null ? ABANDONED : new Verdict(Breaker.Outcome.ABANDONED, "", rejection.getRetryAfter());
    }
}
