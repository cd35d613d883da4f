package dev.failfast;

import java.time.Duration;

/**
 * The service is broken and the call was not made. The only exception that a breaker adds to a call.
 *
 * <p>It is control flow, not a defect, so it carries <b>no stack trace</b>: a broken service is a moment in which an
 * application throws many of them.
 *
 * <p>Immutable but for suppressed exceptions; safe for use by many threads.
 */
public final class FailfastException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Duration LONGEST = Duration.ofDays(365);

    /** The name of the broken service. */
    private final String serviceName;

    /** More than zero, at most 365 days. */
    private final Duration retryAfter;

    /**
     * For tests and fakes of code that guards calls.
     *
     * @param serviceName the name of the broken service
     * @param retryAfter how long the service stays broken; more than 365 days are taken as 365 days
     * @throws IllegalArgumentException if {@code retryAfter} is not positive
     */
    public FailfastException(String serviceName, Duration retryAfter) {
        super(null, null, true, false);
        if (retryAfter.isNegative() || retryAfter.isZero()) {
            throw new IllegalArgumentException("retryAfter must be positive, was " + retryAfter);
        }
        this.serviceName = serviceName;
        this.retryAfter = retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
    }

    /**
     * The name of the broken service.
     *
     * @return the name, never blank
     */
    public String getServiceName() {
        return serviceName;
    }

    /**
     * How long to wait before a new attempt makes sense. While another call probes the service this is the time its
     * lease has left; the service may be healed sooner.
     *
     * @return more than zero, at most 365 days
     */
    public Duration getRetryAfter() {
        return retryAfter;
    }

    /**
     * {@link #getRetryAfter()} for the HTTP header {@code Retry-After}.
     *
     * @return seconds, rounded up, at least 1
     */
    public long getRetryAfterSeconds() {
        return retryAfter.plusNanos(999_999_999).toSeconds();
    }

    // Made when somebody asks, since most are thrown, caught and forgotten.
    @Override
    public String getMessage() {
        return retryAfter.equals(LONGEST)
                ? serviceName + " is broken until further notice"
                : serviceName + " is broken; retry in " + getRetryAfterSeconds() + " s";
    }
}
