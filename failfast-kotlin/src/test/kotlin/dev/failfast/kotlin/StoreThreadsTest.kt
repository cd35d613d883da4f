package dev.failfast.kotlin

import dev.failfast.FailfastException
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.emptyFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/**
 * No store operation blocks the thread of a caller, and no caller waits for threads that others
 * have blocked.
 */
@Timeout(30)
class StoreThreadsTest {
    private val service = Service()
    private val breaker = service.breaker

    /** A call, the state it meets, and what it does to the store. */
    enum class Call(val probe: Boolean, vararg val operations: String) {
        PASSES(false, "read") {
            override suspend fun make(service: Service) = service.breaker.callSuspending { yield() }
        },
        TRIPS(false, "read", "trip") {
            override suspend fun make(service: Service): Unit =
                service.breaker.callSuspending { throw IOException("gone") }
        },
        HEALS(true, "read", "claim", "heal") {
            override suspend fun make(service: Service) = service.breaker.callSuspending {}
        },
        REOPENS(true, "read", "claim", "reopen") {
            override suspend fun make(service: Service): Unit =
                service.breaker.callSuspending { throw IOException("gone") }
        },
        RELEASES(true, "read", "claim", "release") {
            override suspend fun make(service: Service) {
                coroutineScope {
                    launch {
                        service.breaker.callSuspending {
                            currentCoroutineContext().cancel()
                            awaitCancellation()
                        }
                    }
                }
            }
        },
        FLOW_HEALS(true, "read", "claim", "heal") {
            override suspend fun make(service: Service) =
                emptyFlow<Int>().guardedBy(service.breaker).collect()
        },
        FLOW_REOPENS(true, "read", "claim", "reopen") {
            override suspend fun make(service: Service) =
                flow<Int> { throw IOException("gone") }.guardedBy(service.breaker).collect()
        };

        abstract suspend fun make(service: Service)
    }

    @ParameterizedTest
    @EnumSource
    fun theThreadOfTheCallerNeverTouchesTheStore(call: Call) {
        if (call.probe) service.makeProbeDue()
        lateinit var caller: Thread

        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { dispatcher ->
            catchThrowable {
                runBlocking(dispatcher) {
                    caller = Thread.currentThread()
                    call.make(service)
                }
            }
        }

        assertThat(service.store.operations).containsExactly(*call.operations)
        assertThat(service.store.threads).doesNotContain(caller, Thread.currentThread())
    }

    @Test
    fun theThreadOfTheCallerGoesOnWhileTheStoreHangs() {
        val hangs = CountDownLatch(1)
        val asked = CountDownLatch(1)
        service.store.before = {
            asked.countDown()
            hangs.awaitOrFail()
        }

        runBlocking {
            val call = launch { breaker.callSuspending {} }
            launch {
                while (asked.count > 0) yield() // on the same thread
                hangs.countDown()
            }
            call.join()
        }

        assertThat(service.store.operations).containsExactly("read")
    }

    @Test
    fun anApplicationThatHasBlockedDispatchersIoMakesNoGuardedCallWait() {
        val blocked = 64
        val begun = CountDownLatch(blocked)
        val end = CountDownLatch(1)

        runBlocking {
            repeat(blocked) {
                launch(Dispatchers.IO) {
                    begun.countDown()
                    end.awaitOrFail()
                }
            }
            launch(Dispatchers.Default) {
                    begun.awaitOrFail()
                    service.makeProbeDue()
                    breaker.callSuspending { yield() }
                    end.countDown()
                }
                .join()
        }

        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
    }

    @Test
    fun theDispatcherIsTheCallersChoice() {
        val chosen = mutableSetOf<Thread>()
        Executors.newSingleThreadExecutor { Thread(it, "store").also(chosen::add) }
            .asCoroutineDispatcher()
            .use { dispatcher ->
                catchThrowable {
                    runBlocking { breaker.callSuspending(dispatcher) { throw IOException("gone") } }
                }
                catchThrowable {
                    runBlocking { emptyFlow<Int>().guardedBy(breaker, dispatcher).collect() }
                }
            }

        assertThat(service.store.operations).containsExactly("read", "trip", "read")
        assertThat(service.store.threads).containsOnly(chosen.single())
    }

    @Test
    fun withAStoreInTheProcessTheSwitchCanBeLeftOut() = runTest {
        breaker.callSuspending(Dispatchers.Unconfined) {}

        assertThat(service.store.threads).containsOnly(Thread.currentThread())
    }

    @Test
    fun aRejectionIsTheOneOfTheBreaker() {
        breaker.forceOpen()

        assertThat(catchThrowable { runBlocking { breaker.callSuspending {} } })
            .isExactlyInstanceOf(FailfastException::class.java)
            .hasNoCause()
    }
}
