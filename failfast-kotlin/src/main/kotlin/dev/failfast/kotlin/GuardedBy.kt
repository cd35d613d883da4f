package dev.failfast.kotlin

import dev.failfast.Breaker
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn

/**
 * A flow whose collection is one guarded call of the service: it asks for leave when it is
 * collected, and fails with [dev.failfast.FailfastException] if the service is broken.
 *
 * How a collection counts depends on who ended it:
 * - **This flow** completes: a success. It fails, also after values: as an exception of
 *   [callSuspending], also if it is the exception of a `timeout` on this flow.
 * - **Its collector**: has enough (`first`, `take`), fails, is cancelled. None of that is a failure
 *   of the service. With at least one value the service has answered: a success, so that a probe
 *   heals. Without one the collection is abandoned.
 *
 * So guard before `retry`, `timeout` or `map` if what they do is about the service, after them if
 * it is not: what stands before `guardedBy` is the guarded call. `slowerThan` does not count here,
 * for the time of a collection is also that of its collector; nor does `tripOnResult`. A probe
 * holds its lease as long as the collection takes: of a stream without an end guard the opening.
 *
 * The values reach the collector in its own context.
 *
 * @param T the type of the values
 * @param breaker guards the service
 * @param storeDispatcher runs what blocks, see [callSuspending]
 * @return a flow with the same values; cold, each collection asks anew
 */
public fun <T> Flow<T>.guardedBy(
    breaker: Breaker,
    storeDispatcher: CoroutineDispatcher = storeThreads,
): Flow<T> {
    val service = this
    return flow {
        if (breaker.insideProbe()) {
            service.collect(this)
            return@flow
        }
        val call = GuardedCall.begin(breaker, storeDispatcher)
        var values = false
        var endedByCollector = false
        try {
            service.flowOn(call.context).collect { value ->
                values = true
                try {
                    emit(value)
                } catch (e: Throwable) {
                    endedByCollector = true
                    throw e
                }
            }
        } catch (e: Throwable) {
            if (values && (endedByCollector || callerIsCancelled())) call.answered()
            else call.threw(e)
            throw e
        }
        call.answered()
    }
}
