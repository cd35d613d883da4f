package dev.failfast.kotlin

import dev.failfast.Breaker
import kotlinx.coroutines.CoroutineDispatcher

/**
 * Makes a suspending call of the service, in the context of the caller.
 *
 * What the [block] returns or throws goes to the caller as it is, and counts as in every other form
 * of call. What coroutines add:
 * - The **caller is cancelled**, or a `withTimeout` around this call is over: the call is
 *   abandoned, whatever the block throws from then on, and a probe lets another probe at once.
 * - A **`withTimeout` in the block** is over: a failure, whatever the options say. (One whose
 *   exception the block itself catches, and `withTimeoutOrNull`, are the block's own matter.)
 * - A call of the same service in the block of a probe is part of that probe and just made, if it
 *   is made with this function or [guardedBy]; with another form it is rejected.
 *
 * Asking the store, and telling it how the call ended, can take a round trip to a database, so it
 * is never done on the thread of the caller, but on [storeDispatcher]. Neither is cut short when
 * the caller is cancelled: it waits for the store, whose operations are bounded in time, and so
 * loses no probe. Cost beside that of [Breaker.call]: two switches of dispatchers.
 *
 * @param T what the call returns
 * @param storeDispatcher runs what blocks. Default: threads of `Dispatchers.IO`, 64 at the most,
 *   which are not those that the application can have blocked there. With a store in the process
 *   `Dispatchers.Unconfined` saves the switches; a test with virtual time passes that, or a
 *   dispatcher of its own
 * @param block the call; it needs a time-out of its own
 * @return what the block returned
 * @throws dev.failfast.FailfastException if the service is broken; the call was not made
 * @throws kotlinx.coroutines.CancellationException if the caller is cancelled
 */
public suspend fun <T> Breaker.callSuspending(
    storeDispatcher: CoroutineDispatcher = storeThreads,
    block: suspend () -> T,
): T {
    if (insideProbe()) {
        return block()
    }
    val call = GuardedCall.begin(this, storeDispatcher)
    val result =
        try {
            call.run(block)
        } catch (e: Throwable) {
            call.threw(e)
            throw e
        }
    call.returned(result)
    return result
}
