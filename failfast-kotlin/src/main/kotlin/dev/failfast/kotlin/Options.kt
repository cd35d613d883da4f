package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.BreakerBuilder
import java.util.function.Predicate
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Exceptions that are failures, with their subclasses, see [BreakerBuilder.tripOn]. Adds.
 *
 * @param E the class of the exceptions
 * @throws IllegalArgumentException if it is one that is always abandoned, such as an [Error] or a
 *   cancellation
 */
public inline fun <reified E : Throwable> BreakerBuilder.tripOn(): BreakerBuilder =
    tripOn(E::class.java)

/**
 * Exceptions that say nothing about the service, with their subclasses, see
 * [BreakerBuilder.ignore]. Adds.
 *
 * @param E the class of the exceptions
 */
public inline fun <reified E : Throwable> BreakerBuilder.ignore(): BreakerBuilder =
    ignore(E::class.java)

/**
 * Results that are failures although nothing was thrown, see [BreakerBuilder.tripOnResult]. Adds.
 *
 * @param R results of other classes are none of the rule's business
 * @param rule true for a failure; if it throws, it is taken as false
 */
public inline fun <reified R : Any> BreakerBuilder.tripOnResult(
    noinline rule: (R) -> Boolean
): BreakerBuilder = tripOnResult(R::class.javaObjectType, Predicate(rule))

/**
 * How long the service is broken after a failure, and after each failed probe. Replaces. Default:
 * 60 seconds.
 *
 * @throws IllegalArgumentException if it is not positive, or infinite
 */
public fun BreakerBuilder.openFor(openFor: Duration): BreakerBuilder =
    openFor(openFor.finite("openFor"))

/**
 * A call that takes longer is a failure even if it returns, or throws what is no failure; it is not
 * cut short. Replaces. Default: no limit.
 *
 * @throws IllegalArgumentException if it is not positive, or infinite
 */
public fun BreakerBuilder.slowerThan(limit: Duration): BreakerBuilder =
    slowerThan(limit.finite("slowerThan"))

/**
 * How many failures within which time trip the service, counted in this process, see
 * [BreakerBuilder.tripAfter]. Replaces. Default: the first failure trips.
 *
 * @param failures 1 to 10,000
 * @throws IllegalArgumentException if [failures] is out of range, or [within] is not positive, or
 *   infinite
 */
public fun BreakerBuilder.tripAfter(failures: Int, within: Duration): BreakerBuilder =
    tripAfter(failures, within.finite("the time of tripAfter"))

/**
 * How long a probe keeps others away if nothing is heard of it again, see
 * [BreakerBuilder.probeLease]. Replaces. Default: 30 seconds.
 *
 * @param lease more than zero, at most 10 minutes
 * @throws IllegalArgumentException if it is out of range
 */
public fun BreakerBuilder.probeLease(lease: Duration): BreakerBuilder =
    probeLease(lease.finite("probeLease"))

/**
 * Breaks the service by hand, on every host, whatever its state; when the time is over, a probe
 * decides. As all that operators do, it blocks for a round trip with a JDBC store.
 *
 * @param openFor for how long; [Duration.INFINITE] is until further notice
 * @throws IllegalArgumentException if [openFor] is not positive
 * @throws dev.failfast.StoreException if the store could not be changed
 */
public fun Breaker.forceOpen(openFor: Duration) {
    if (openFor == Duration.INFINITE) forceOpen() else forceOpen(openFor.toJavaDuration())
}

private fun Duration.finite(option: String): java.time.Duration {
    require(isFinite()) { "$option must be finite, was $this" }
    return toJavaDuration()
}
