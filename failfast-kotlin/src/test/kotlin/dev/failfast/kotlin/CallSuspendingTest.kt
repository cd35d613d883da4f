package dev.failfast.kotlin

import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import java.io.IOException
import java.util.concurrent.Executors
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** How a suspending call is made, and how it counts; time-outs are in TimeoutsTest. */
@Timeout(30)
class CallSuspendingTest {
    private val service = Service()
    private val breaker = service.breaker
    private val gone = IOException("gone")

    private suspend fun invoice(number: Int): String? = if (number == 1) "first" else null

    @Test
    fun aResultIsAsNullableAsTheBlockSays(): Unit = runBlocking {
        val one: String = breaker.callSuspending { "first" }
        val noneOrOne: String? = breaker.callSuspending { invoice(2) }
        val nothing: Unit = breaker.callSuspending { yield() }

        assertThat(listOf(one, noneOrOne, nothing)).containsExactly("first", null, Unit)
        assertThat(service.store.operations).containsExactly("read", "read", "read")
    }

    @Test
    fun aFailureTripsAndReachesTheCallerAsItIs() {
        assertThatThrownBy {
                runBlocking {
                    breaker.callSuspending<String> {
                        yield()
                        throw gone
                    }
                }
            }
            .isSameAs(gone)

        assertThat(breaker.status().reason).isEqualTo("java.io.IOException")
    }

    @Test
    fun anOpenBreakerRejectsBeforeTheBlockBegins() {
        breaker.forceOpen(42.seconds)
        var began = false

        assertThatThrownBy { runBlocking { breaker.callSuspending { began = true } } }
            .isInstanceOfSatisfying(FailfastException::class.java) {
                assertThat(it.retryAfter).isEqualTo(42.seconds.toJavaDuration())
            }

        assertThat(began).isFalse()
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun theBlockRunsInTheContextOfTheCaller(probe: Boolean) {
        if (probe) service.makeProbeDue()
        Executors.newSingleThreadExecutor { Thread(it, "caller") }
            .asCoroutineDispatcher()
            .use { caller ->
                runBlocking(caller + CoroutineName("request")) {
                    val job = currentCoroutineContext()[Job]
                    repeat(2) {
                        breaker.callSuspending {
                            for (suspended in listOf(false, true)) {
                                if (suspended) withContext(Dispatchers.Default) { yield() }
                                assertThat(Thread.currentThread().name).startsWith("caller")
                                val context = currentCoroutineContext()
                                assertThat(context[Job]).isSameAs(job)
                                assertThat(context[CoroutineName]?.name).isEqualTo("request")
                            }
                        }
                    }
                    assertThat(Thread.currentThread().name).startsWith("caller")
                }
            }
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun aProbeThatAnswersHealsAndOneThatFailsReopens(suspends: Boolean) {
        service.makeProbeDue()
        assertThat(
                catchThrowable {
                    runBlocking {
                        breaker.callSuspending {
                            if (suspends) yield()
                            throw gone
                        }
                    }
                }
            )
            .isSameAs(gone)
        assertThat(service.store.operations).containsExactly("read", "claim", "reopen")
        assertThat(service.state).isEqualTo(State.OPEN)

        service.makeProbeDue()
        val answer = runBlocking {
            breaker.callSuspending {
                if (suspends) yield()
                "answer"
            }
        }
        assertThat(answer).isEqualTo("answer")
        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun ofManyCoroutinesExactlyOneProbes(): Unit = runBlocking {
        service.makeProbeDue()
        val callers = 200
        val all = CompletableDeferred<Unit>()
        var probes = 0
        var rejected = 0

        val calls =
            List(callers) {
                launch {
                    try {
                        breaker.callSuspending {
                            probes++
                            all.await()
                        }
                    } catch (_: FailfastException) {
                        if (++rejected == callers - 1) all.complete(Unit)
                    }
                }
            }
        calls.forEach { it.join() }

        assertThat(probes).isEqualTo(1)
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun resultsAndSlownessCountAsFailures() {
        val picky = Service { tripOnResult<Int> { it >= 500 } }
        runBlocking {
            assertThat(picky.breaker.callSuspending { 404 }).isEqualTo(404)
            assertThat(picky.state).isEqualTo(State.CLOSED)
            assertThat(picky.breaker.callSuspending { 503 }).isEqualTo(503)
        }
        assertThat(picky.state).isEqualTo(State.OPEN)

        val hasty = Service { slowerThan(1.nanoseconds) }
        runBlocking { hasty.breaker.callSuspending { yield() } }
        assertThat(hasty.breaker.status().reason).isEqualTo("slower than PT0.000000001S")
    }

    @Test
    fun anErrorAndAnExceptionThatDoesNotMatchCountAsElsewhere() {
        val picky = Service {
            tripOn<IOException>()
            ignore<IllegalStateException>()
        }
        fun probe(failure: Throwable): List<String> {
            picky.makeProbeDue()
            assertThatThrownBy { runBlocking { picky.breaker.callSuspending { throw failure } } }
                .isSameAs(failure)
            return picky.store.operations.drop(2)
        }

        assertThat(probe(gone)).containsExactly("reopen")
        assertThat(probe(IllegalArgumentException())).containsExactly("heal")
        assertThat(probe(IllegalStateException())).containsExactly("release")
        assertThat(probe(StackOverflowError())).containsExactly("release")
        assertThat(probe(CancellationException("of the block's own"))).containsExactly("release")
    }

    @Test
    fun theRejectionOfAnotherServiceKeepsTheProbeBackForAsLong() {
        service.makeProbeDue()
        val elsewhere = FailfastException("stock_api", 20.seconds.toJavaDuration())

        assertThatThrownBy { runBlocking { breaker.callSuspending { throw elsewhere } } }
            .isSameAs(elsewhere)

        assertThat(breaker.status().remaining).isEqualTo(20.seconds.toJavaDuration())
    }

    @Test
    fun aCancelledProbeLetsTheNextCallProbeAtOnce(): Unit = runBlocking {
        service.makeProbeDue()
        val inside = CompletableDeferred<Unit>()
        val probe = launch {
            breaker.callSuspending {
                inside.complete(Unit)
                awaitCancellation()
            }
        }
        inside.await()
        assertThat(breaker.tryAcquire()).isNull()

        probe.cancelAndJoin()

        assertThat(breaker.tryAcquire()?.isProbe).isTrue()
    }

    @Test
    fun aProbeThatIsCancelledBecauseItsSiblingFailedIsAbandoned() {
        service.makeProbeDue()
        val inside = CompletableDeferred<Unit>()

        assertThatThrownBy {
                runBlocking {
                    coroutineScope {
                        launch {
                            breaker.callSuspending {
                                inside.complete(Unit)
                                awaitCancellation()
                            }
                        }
                        inside.await()
                        throw gone
                    }
                }
            }
            .isInstanceOf(IOException::class.java)

        assertThat(service.state).isEqualTo(State.HALF_OPEN)
    }

    // A client that went away: its connection is closed, and what reads from it fails.
    @Test
    fun aFailureThatFollowsACancelIsAbandoned(): Unit = runBlocking {
        val inside = CompletableDeferred<Unit>()
        var thrown: Throwable? = null
        val call = launch {
            thrown = thrownBy {
                breaker.callSuspending {
                    inside.complete(Unit)
                    try {
                        awaitCancellation()
                    } finally {
                        throw gone
                    }
                }
            }
        }
        inside.await()
        call.cancelAndJoin()

        assertThat(thrown).isSameAs(gone)
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun aResultThatComesInSpiteOfACancelHealsAndIsNotLost(suspends: Boolean): Unit = runBlocking {
        service.makeProbeDue()
        var answer: String? = null
        val call = launch {
            answer =
                breaker.callSuspending {
                    currentCoroutineContext()[Job]?.cancel()
                    if (suspends) withContext(NonCancellable) { yield() }
                    "answer"
                }
        }
        call.join()

        assertThat(answer).isEqualTo("answer")
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aCallOfTheSameServiceInsideAProbeIsPartOfIt(): Unit = runBlocking {
        service.makeProbeDue()
        val other = breaker("sales_api") { store(service.store) }

        val answer =
            breaker.callSuspending {
                yield()
                coroutineScope {
                    val first = async { other.callSuspending { "first" } }
                    val second = async(Dispatchers.Default) { breaker.callSuspending { "second" } }
                    first.await() + second.await()
                }
            }

        assertThat(answer).isEqualTo("firstsecond")
        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
    }

    @Test
    fun aCallBesideAProbeOrAfterItIsNotPartOfIt(): Unit = runBlocking {
        service.makeProbeDue()
        var contextOfTheProbe = currentCoroutineContext()

        breaker.callSuspending {
            contextOfTheProbe = currentCoroutineContext()
            launch {
                    assertThat(thrownBy { breaker.callSuspending {} })
                        .isInstanceOf(FailfastException::class.java)
                }
                .join()
            val stock = breaker("stock_api") { store(service.store) }
            stock.forceOpen()
            assertThat(thrownBy { stock.callSuspending {} })
                .isInstanceOf(FailfastException::class.java)
        }

        breaker.forceOpen()
        withContext(contextOfTheProbe) {
            assertThat(thrownBy { breaker.callSuspending {} })
                .isInstanceOf(FailfastException::class.java)
        }
    }

    /** [catchThrowable] for what suspends. */
    private suspend fun thrownBy(block: suspend () -> Unit): Throwable? =
        try {
            block()
            null
        } catch (e: Throwable) {
            e
        }
}
