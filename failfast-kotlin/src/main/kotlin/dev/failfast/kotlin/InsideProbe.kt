package dev.failfast.kotlin

import dev.failfast.Breaker
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.currentCoroutineContext

/**
 * The probe that a coroutine is inside of. A call of the same service there is part of it; were it
 * rejected, the probe would never succeed and the service never heal.
 */
internal class InsideProbe(private val service: String, private val outer: InsideProbe?) :
    AbstractCoroutineContextElement(InsideProbe) {
    /** What was launched inside may live on with this context. */
    @Volatile private var ended = false

    fun end() {
        ended = true
    }

    fun isOf(service: String): Boolean =
        generateSequence(this) { it.outer }.any { it.service == service && !it.ended }

    companion object Key : CoroutineContext.Key<InsideProbe>
}

internal suspend fun Breaker.insideProbe(): Boolean =
    currentCoroutineContext()[InsideProbe]?.isOf(name()) ?: false
