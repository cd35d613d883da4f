package dev.failfast.kotlin

import dev.failfast.Breaker.State
import java.io.IOException
import java.util.concurrent.CountDownLatch
import kotlin.coroutines.CoroutineContext
import kotlin.random.Random
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.ValueSource

/**
 * Whenever a caller is cancelled, no probe leaks: the clock stands still, so a leaked one would
 * leave the service OPEN.
 */
@Timeout(60)
class CancellationTest {
    private val service = Service()
    private val breaker = service.breaker

    /** Calls of which each is cancelled everywhere. */
    enum class Call {
        ANSWERS {
            override suspend fun make(service: Service, store: CoroutineDispatcher) =
                service.breaker.callSuspending(store) { repeat(3) { yield() } }
        },
        FAILS {
            override suspend fun make(service: Service, store: CoroutineDispatcher): Unit =
                service.breaker.callSuspending(store) {
                    yield()
                    throw IOException("gone")
                }
        },
        FLOW_COMPLETES {
            override suspend fun make(service: Service, store: CoroutineDispatcher) =
                flow {
                        repeat(2) {
                            yield()
                            emit(it)
                        }
                    }
                    .guardedBy(service.breaker, store)
                    .collect { yield() }
        },
        FLOW_IS_BUFFERED {
            override suspend fun make(service: Service, store: CoroutineDispatcher) {
                flow {
                        while (true) {
                            emit(1)
                            yield()
                        }
                    }
                    .guardedBy(service.breaker, store)
                    .buffer(2)
                    .first()
            }
        };

        abstract suspend fun make(service: Service, store: CoroutineDispatcher)
    }

    private fun assertNoProbeLeaked(what: Any) {
        if (service.state == State.HALF_OPEN) {
            val next = breaker.tryAcquire()
            assertThat(next?.isProbe).describedAs("%s", what).isTrue()
            next?.close()
        } else {
            assertThat(service.state to service.store.operations.last())
                .describedAs("%s", what)
                .isIn(State.CLOSED to "heal", State.OPEN to "reopen")
        }
    }

    /** Every task of every coroutine, one at a time. */
    private class Steps : CoroutineDispatcher() {
        private val tasks = ArrayDeque<Runnable>()

        override fun dispatch(context: CoroutineContext, block: Runnable) {
            tasks += block
        }

        fun run(steps: Int): Int {
            var done = 0
            while (done < steps) {
                (tasks.removeFirstOrNull() ?: break).run()
                done++
            }
            return done
        }

        /** Not the same dispatcher, so that to go there and back takes steps. */
        val store =
            object : CoroutineDispatcher() {
                override fun dispatch(context: CoroutineContext, block: Runnable) =
                    this@Steps.dispatch(context, block)
            }
    }

    @ParameterizedTest
    @EnumSource
    fun aCancelBetweenAnyTwoStepsLosesNoProbe(call: Call) {
        val endings = mutableSetOf<String>()
        var cancelAfter = 0
        do {
            service.makeProbeDue()
            val steps = Steps()
            val job =
                CoroutineScope(steps + Job()).launch {
                    runCatching { call.make(service, steps.store) }
                }
            val done = steps.run(cancelAfter)
            job.cancel()
            steps.run(Int.MAX_VALUE)

            assertThat(job.isCompleted).isTrue()
            endings += service.store.operations.joinToString()
            assertNoProbeLeaked("cancelled after $cancelAfter steps")
        } while (done == cancelAfter++)

        assertThat(cancelAfter).isGreaterThan(6)
        assertThat(endings).contains("", "read, claim, release").hasSizeGreaterThanOrEqualTo(3)
    }

    @ParameterizedTest
    @EnumSource
    fun aCancelAtARandomMomentOnRealThreadsLosesNoProbe(call: Call): Unit = runBlocking {
        val random = Random(20261129)
        repeat(200) { round ->
            service.makeProbeDue()
            supervisorScope {
                val job =
                    launch(Dispatchers.Default) {
                        runCatching { call.make(service, Dispatchers.IO) }
                    }
                repeat(random.nextInt(40)) { yield() }
                job.cancelAndJoin()
            }
            assertNoProbeLeaked("round $round")
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["read", "claim"])
    fun aCancelWhileTheStoreIsAskedLosesNoProbe(operation: String): Unit = runBlocking {
        service.makeProbeDue()
        val asked = CountDownLatch(1)
        val cancelled = CountDownLatch(1)
        service.store.before = {
            if (it == operation) {
                asked.countDown()
                cancelled.awaitOrFail()
            }
        }
        var began = false

        val call = launch(Dispatchers.Default) { breaker.callSuspending { began = true } }
        asked.awaitOrFail()
        call.cancel()
        cancelled.countDown()
        call.join()

        assertThat(began).isFalse()
        assertThat(service.store.operations).containsExactly("read", "claim", "release")
        assertNoProbeLeaked(operation)
    }

    @Test
    fun aCancelWhileTheStoreIsToldTakesNothingBack(): Unit = runBlocking {
        service.makeProbeDue()
        val told = CountDownLatch(1)
        val cancelled = CountDownLatch(1)
        service.store.before = {
            if (it == "heal") {
                told.countDown()
                cancelled.awaitOrFail()
            }
        }
        var answer = ""

        val call = launch(Dispatchers.Default) { answer = breaker.callSuspending { "answer" } }
        told.awaitOrFail()
        call.cancel()
        cancelled.countDown()
        call.join()

        assertThat(answer).isEqualTo("answer")
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aCallerWhoIsCancelledAlreadyDoesNotAskTheStore(): Unit = runBlocking {
        launch {
                cancelThis()
                breaker.callSuspending {}
            }
            .join()

        assertThat(service.store.operations).isEmpty()
    }

    private fun CoroutineScope.cancelThis() = coroutineContext[Job]?.cancel()
}
