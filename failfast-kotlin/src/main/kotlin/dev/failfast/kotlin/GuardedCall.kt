package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Permit
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlinx.coroutines.withContext

/**
 * For store operations. A view of its own on the threads of [Dispatchers.IO] does not count against
 * their limit: an application that has blocked all of those makes no guarded call wait.
 */
internal val storeThreads: CoroutineDispatcher =
    Dispatchers.IO.limitedParallelism(64, "failfast-store")

internal suspend fun callerIsCancelled(): Boolean = !currentCoroutineContext().isActive

/** One guarded call: has a permit, and says once how the call ended. */
internal class GuardedCall
private constructor(
    private val permit: Permit,
    private val probe: InsideProbe?,
    private val storeDispatcher: CoroutineDispatcher,
) {
    /** What the call runs with beside the context of the caller. */
    val context: CoroutineContext
        get() = probe ?: EmptyCoroutineContext

    /**
     * Not `withContext`, which would give the block a job of its own and with it lose a result when
     * the caller is cancelled.
     */
    suspend fun <T> run(block: suspend () -> T): T =
        if (probe == null) {
            block()
        } else {
            suspendCoroutineUninterceptedOrReturn { caller ->
                val inside = Continuation<T>(caller.context + probe) { caller.resumeWith(it) }
                block.startCoroutineUninterceptedOrReturn(inside)
            }
        }

    suspend fun returned(result: Any?) = settle { permit.complete(result, null) }

    /** A value came from the service, whatever happened then. */
    suspend fun answered() = settle { permit.succeeded() }

    suspend fun abandoned() = settle { permit.close() }

    suspend fun threw(failure: Throwable) {
        when {
            // A connection that is closed because the caller has gone fails, and is no failure.
            callerIsCancelled() -> abandoned()
            // Else it is no time-out around the call, for that would have cancelled the caller.
            failure is TimeoutCancellationException -> settle { permit.failed(failure) }
            else -> settle { permit.complete(null, failure) }
        }
    }

    private suspend fun settle(verdict: () -> Unit) {
        probe?.end()
        onStore(storeDispatcher, verdict)
    }

    companion object {
        suspend fun begin(breaker: Breaker, storeDispatcher: CoroutineDispatcher): GuardedCall {
            currentCoroutineContext().ensureActive()
            val permit = onStore(storeDispatcher) { breaker.acquire() }
            val probe =
                if (permit.isProbe) {
                    InsideProbe(breaker.name(), currentCoroutineContext()[InsideProbe])
                } else {
                    null
                }
            val call = GuardedCall(permit, probe, storeDispatcher)
            if (callerIsCancelled()) {
                call.abandoned()
                currentCoroutineContext().ensureActive()
            }
            return call
        }

        /**
         * Two contexts, for the inner one alone would still throw its result away if the caller was
         * cancelled meanwhile, and with a permit goes the probe.
         */
        private suspend fun <T> onStore(dispatcher: CoroutineDispatcher, operation: () -> T): T =
            withContext(NonCancellable) { withContext(dispatcher) { operation() } }
    }
}
