package dev.failfast;

import java.time.Duration;

/**
 * Is told what breakers of this process do, for metrics and logs. What happens on other hosts it does not see.
 *
 * <p>Called on the thread of the guarded call (after {@code callAsync}: of its store write), outside of any lock, by
 * many threads at once; it should return quickly. What it throws is logged and harms nobody. Every method does nothing
 * unless overridden.
 */
public interface BreakerListener {

    /**
     * This process tripped the service: the row was not there and is now.
     *
     * @param service its name
     * @param openFor for how long
     * @param reason the kind of failure: the class name of an exception, never its message
     */
    default void onTrip(String service, Duration openFor, String reason) {}

    /**
     * A call was rejected with {@link FailfastException}, or {@code tryAcquire} returned null.
     *
     * @param service its name
     * @param retryAfter how long the service stays broken, more than zero
     */
    default void onReject(String service, Duration retryAfter) {}

    /**
     * This process won the probe and is about to call the service.
     *
     * @param service its name
     */
    default void onProbe(String service) {}

    /**
     * A probe of this process succeeded: the row is gone (in an outage of the store, from the memory of this process).
     *
     * @param service its name
     */
    default void onHeal(String service) {}

    /**
     * A probe of this process failed: the service is broken again.
     *
     * @param service its name
     * @param openFor for how long
     * @param reason the kind of failure: the class name of an exception, never its message
     */
    default void onReopen(String service, Duration openFor, String reason) {}

    /**
     * A call that was let through has ended.
     *
     * @param service its name
     * @param outcome how it counts
     * @param duration how long it took, measured on this host
     */
    default void onCall(String service, Breaker.Outcome outcome, Duration duration) {}
}
