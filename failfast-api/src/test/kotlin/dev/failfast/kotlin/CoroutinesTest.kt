package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import dev.failfast.Store
import java.io.IOException
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/**
 * Guards a suspending call, on a store that answers from memory.
 *
 * `crossinline`, for a `return` out of the block would leave without a verdict.
 */
suspend inline fun <T> Breaker.guarded(crossinline block: suspend () -> T): T {
    val permit = acquire()
    val result =
        try {
            block()
        } catch (e: Throwable) {
            permit.complete(null, e)
            throw e
        }
    permit.complete(result, null)
    return result
}

/**
 * Guards a suspending call, on a store that has to ask a database: that blocks, so [blocking] does
 * it.
 *
 * Without [NonCancellable] around it, `withContext` throws its result away if the coroutine was
 * cancelled meanwhile, and with the permit goes the probe.
 */
suspend fun <T> Breaker.guardedOn(blocking: CoroutineDispatcher, block: suspend () -> T): T {
    val permit = withContext(NonCancellable) { withContext(blocking) { acquire() } }
    val result =
        try {
            currentCoroutineContext().ensureActive()
            block()
        } catch (e: Throwable) {
            withContext(NonCancellable) { withContext(blocking) { permit.complete(null, e) } }
            throw e
        }
    withContext(NonCancellable) { withContext(blocking) { permit.complete(result, null) } }
    return result
}

/** Coroutines are guarded through `acquire()`. */
@Timeout(30)
class CoroutinesTest {
    private val clock = ManualClock()
    private val store = Store.inProcess(clock)
    private val breaker = Breaker.named("sales_api").store(store).build()

    @Test
    fun aResultIsAsNullableAsTheBlockSays(): Unit = runBlocking {
        val one: String =
            breaker.guarded {
                yield()
                "first"
            }
        val none: String? = breaker.guarded<String?> { null }

        assertThat(one).isEqualTo("first")
        assertThat(none).isNull()
    }

    @Test
    fun aFailureTripsAndReachesTheCallerAsItIs() {
        val gone = IOException("gone")

        assertThatThrownBy {
                runBlocking {
                    breaker.guarded<String> {
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
        breaker.forceOpen()
        var began = false

        assertThatThrownBy { runBlocking { breaker.guarded { began = true } } }
            .isInstanceOf(FailfastException::class.java)

        assertThat(began).isFalse()
    }

    @Test
    fun aProbeThatSuspendsHealsOnAnotherThread(): Unit = runBlocking {
        breaker.makeProbeDue(clock)
        val answer = CompletableDeferred<String>()
        var before: Thread? = null
        var after: Thread? = null

        val probe =
            async(Dispatchers.Unconfined) {
                breaker.guarded {
                    before = Thread.currentThread()
                    answer.await().also { after = Thread.currentThread() }
                }
            }
        // The thread the probe began on is free for others; they are no part of the probe.
        assertThat(before).isSameAs(Thread.currentThread())
        assertThat(breaker.tryAcquire()).isNull()
        withContext(Dispatchers.Default) { answer.complete("answer") }

        assertThat(probe.await()).isEqualTo("answer")
        assertThat(after).isNotNull().isNotSameAs(before)
        assertThat(breaker.status().state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aCancelledProbeIsAbandonedSoTheNextCallMayProbeAtOnce(): Unit = runBlocking {
        breaker.makeProbeDue(clock)
        val inside = CompletableDeferred<Unit>()

        val probe =
            launch(Dispatchers.Default) {
                breaker.guarded {
                    inside.complete(Unit)
                    awaitCancellation()
                }
            }
        inside.await()
        assertThat(breaker.tryAcquire()).isNull()
        probe.cancelAndJoin()

        val next = breaker.tryAcquire()
        assertThat(next?.isProbe).isTrue()
    }

    @Test
    fun aTimeOutAroundTheGuardIsAbandonedForItSaysNothingOfTheService() {
        breaker.makeProbeDue(clock)

        assertThatThrownBy {
                runBlocking { withTimeout(1) { breaker.guarded<String> { awaitCancellation() } } }
            }
            .isInstanceOf(TimeoutCancellationException::class.java)

        assertThat(breaker.tryAcquire()?.isProbe).isTrue()
    }

    // Its exception is the same as that of a time-out around the guard, so it cannot count as a
    // failure.
    @Test
    fun withTimeoutInsideTheGuardIsAbandonedToo() {
        assertThatThrownBy {
                runBlocking { breaker.guarded<String> { withTimeout(1) { awaitCancellation() } } }
            }
            .isInstanceOf(TimeoutCancellationException::class.java)

        assertThat(breaker.status().state).isEqualTo(State.CLOSED)
    }

    @Test
    fun withTimeoutOrNullInsideTheGuardIsHowATimeOutBecomesAFailure() {
        assertThatThrownBy {
                runBlocking {
                    breaker.guarded<String> {
                        withTimeoutOrNull(1) { awaitCancellation() } ?: throw TimeoutException()
                    }
                }
            }
            .isInstanceOf(TimeoutException::class.java)

        assertThat(breaker.status().state).isEqualTo(State.OPEN)
    }

    @Test
    fun ofManyCoroutinesExactlyOneProbes() {
        val coroutines = 500
        breaker.makeProbeDue(clock)
        val probes = AtomicInteger()
        val rejected = AtomicInteger()
        val arrived = CountDownLatch(coroutines)
        val all = CompletableDeferred<Unit>()

        runBlocking(Dispatchers.Default) {
            repeat(coroutines) {
                launch {
                    try {
                        breaker.guarded {
                            probes.incrementAndGet()
                            arrived.countDown()
                            all.await()
                        }
                    } catch (_: FailfastException) {
                        rejected.incrementAndGet()
                        arrived.countDown()
                    }
                }
            }
            launch(Dispatchers.IO) {
                arrived.await()
                all.complete(Unit)
            }
        }

        assertThat(probes).hasValue(1)
        assertThat(rejected).hasValue(coroutines - 1)
        assertThat(breaker.status().state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aProbeThatIsCancelledBecauseItsSiblingFailedIsAbandoned() {
        val other = Breaker.named("stock_api").store(store).build()
        breaker.makeProbeDue(clock)
        val inside = CompletableDeferred<Unit>()

        val thrown = catchThrowable {
            runBlocking(Dispatchers.Default) {
                coroutineScope {
                    launch {
                        breaker.guarded {
                            inside.complete(Unit)
                            awaitCancellation()
                        }
                    }
                    launch {
                        inside.await()
                        other.guarded<Unit> { throw IOException("gone") }
                    }
                }
            }
        }

        assertThat(thrown).isInstanceOf(IOException::class.java)
        assertThat(other.status().state).isEqualTo(State.OPEN)
        assertThat(breaker.status().state).isEqualTo(State.HALF_OPEN)
    }

    @Test
    fun aCancelWhileAProbeIsBeingClaimedElsewhereLosesNoProbe() {
        val claiming = CountDownLatch(1)
        val cancelled = CountDownLatch(1)
        val slow =
            object : Store by store {
                override fun claim(name: String, lease: Duration): Instant? {
                    claiming.countDown()
                    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue()
                    return store.claim(name, lease)
                }
            }
        val remote = Breaker.named("sales_api").store(slow).build()
        breaker.makeProbeDue(clock)
        var began = false

        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { blocking ->
            runBlocking(Dispatchers.Default) {
                val probe = launch { remote.guardedOn(blocking) { began = true } }
                claiming.await()
                probe.cancel()
                cancelled.countDown()
            }
        }

        assertThat(began).isFalse()
        assertThat(breaker.tryAcquire()?.isProbe).isTrue()
    }

    @Test
    fun aStoreIsAskedAndWrittenOnItsOwnThread() {
        val threads = mutableSetOf<String>()
        val recording =
            object : Store by store {
                override fun read(name: String): Breaker.Status? {
                    threads += Thread.currentThread().name
                    return store.read(name)
                }

                override fun trip(name: String, openFor: Duration, reason: String): Boolean {
                    threads += Thread.currentThread().name
                    return store.trip(name, openFor, reason)
                }
            }
        val remote = Breaker.named("sales_api").store(recording).build()

        Executors.newSingleThreadExecutor { Thread(it, "store") }
            .asCoroutineDispatcher()
            .use { blocking ->
                assertThat(
                        catchThrowable {
                            runBlocking { remote.guardedOn(blocking) { throw IOException("gone") } }
                        }
                    )
                    .isInstanceOf(IOException::class.java)
            }

        assertThat(threads).allMatch { it.startsWith("store") }.isNotEmpty()
        assertThat(breaker.status().state).isEqualTo(State.OPEN)
    }
}
