package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.BreakerBuilder
import dev.failfast.BreakerRegistry
import dev.failfast.BreakerRegistryBuilder
import dev.failfast.Store

/** Keeps the options of a registry out of those of a breaker inside it. */
@DslMarker
@Target(AnnotationTarget.CLASS, AnnotationTarget.TYPE)
public annotation class FailfastDsl

/**
 * Makes a breaker.
 *
 * ```
 * val salesApi = breaker("sales_api") {
 *     store(store)
 *     openFor(30.seconds)
 *     tripOn<IOException>()
 * }
 * ```
 *
 * @param name what the service is called on every host: 1 to 255 characters, not blank, no control
 *   characters
 * @param options sets options; each has a default. What repeats adds or replaces as
 *   [BreakerBuilder] says
 * @return a breaker; the store was not touched
 * @throws IllegalArgumentException if the name is none, or options are out of range or contradict
 *   each other
 */
public fun breaker(name: String, options: @FailfastDsl BreakerBuilder.() -> Unit = {}): Breaker =
    Breaker.named(name).apply(options).build()

/**
 * Makes a registry of breakers on one store and with common options.
 *
 * ```
 * val breakers = breakerRegistry {
 *     store(store)
 *     defaults { openFor(30.seconds) }
 *     service("sales_api") { tripOn<IOException>() }
 * }
 * ```
 *
 * @param options sets options; each has a default
 * @return a registry; the store was not touched
 * @throws IllegalArgumentException if the defaults, or the options of a service, are refused; names
 *   which
 */
public fun breakerRegistry(options: BreakerRegistryScope.() -> Unit): BreakerRegistry {
    val builder = BreakerRegistry.builder()
    BreakerRegistryScope(builder).options()
    return builder.build()
}

/** The options of a [BreakerRegistry]. Not safe for use by many threads. */
@FailfastDsl
public class BreakerRegistryScope
internal constructor(private val builder: BreakerRegistryBuilder) {
    /**
     * Where the state of all services lives. Replaces. Default: one new store in this process for
     * all of them. The registry never closes it.
     */
    public fun store(store: Store) {
        builder.store(store)
    }

    /**
     * Options of every breaker. Adds. Called once for each breaker that is made and once before, on
     * any thread.
     */
    public fun defaults(options: @FailfastDsl BreakerBuilder.() -> Unit) {
        builder.defaults(options)
    }

    /**
     * Options of one service, on top of the defaults. Adds.
     *
     * @param options as those of [defaults]
     * @throws IllegalArgumentException if the name is none, see [breaker]
     */
    public fun service(name: String, options: @FailfastDsl BreakerBuilder.() -> Unit = {}) {
        builder.configure(name, options)
    }
}
