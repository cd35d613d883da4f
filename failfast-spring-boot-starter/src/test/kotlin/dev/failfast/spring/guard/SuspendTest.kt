package dev.failfast.spring.guard

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.Failfast
import dev.failfast.FailfastException
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/**
 * Beans in Kotlin, with `suspend` functions; open, as the compiler plugin kotlin-spring makes them.
 */
@Timeout(30)
class SuspendTest {

    class User(val name: String) : AbstractCoroutineContextElement(User) {
        companion object Key : CoroutineContext.Key<User>
    }

    open class Client {
        open val calls = AtomicInteger()
        open val inside = CompletableDeferred<Unit>()

        @Failfast("sales_api", fallback = "cached")
        open suspend fun invoice(id: String): String {
            calls.incrementAndGet()
            yield()
            if (id == "fail") throw IOException("gone")
            return "invoice $id"
        }

        @Suppress("unused", "UNUSED_PARAMETER")
        private suspend fun cached(id: String, e: FailfastException): String {
            yield()
            return "$id while ${e.serviceName} is broken, for ${currentCoroutineContext()[User]?.name}"
        }

        @Failfast("results")
        open suspend fun result(): String {
            yield()
            return "bad"
        }

        @Failfast("wait_api")
        open suspend fun forever(): String {
            inside.complete(Unit)
            awaitCancellation()
        }

        @Failfast("null_api")
        open suspend fun nothing(id: Int): String? = if (id > 0) "$id" else null

        @Failfast("context_api")
        open suspend fun where(): Pair<String, String?> =
            Thread.currentThread().name to currentCoroutineContext()[User]?.name

        @Failfast("slow_api")
        open suspend fun slow(): String = withTimeout(10) { awaitCancellation() }

        @Failfast("strict_api")
        open suspend fun strict(): String {
            calls.incrementAndGet()
            throw IOException("gone")
        }
    }

    private val app = App.start(Client::class.java)
    private val client = app.bean(Client::class.java)

    @AfterEach
    fun stop() {
        app.close()
    }

    private fun state(name: String): State = app.breaker(name).status().state

    @Test
    fun aSuspendFunctionIsGuarded(): Unit = runBlocking {
        assertThat(client.invoice("a")).isEqualTo("invoice a")

        assertThatThrownBy { runBlocking { client.invoice("fail") } }
            .isInstanceOf(IOException::class.java)
            .hasMessage("gone")

        assertThat(app.breaker("sales_api").status().reason).isEqualTo("java.io.IOException")
    }

    @Test
    fun aTimeOutOfTheFunctionItselfIsAFailure(): Unit = runBlocking {
        assertThatThrownBy { runBlocking { client.slow() } }
            .isInstanceOf(TimeoutCancellationException::class.java)

        assertThat(state("slow_api")).isEqualTo(State.OPEN)
    }

    @Test
    fun aFallbackSuspendsTooAndRunsInTheContextOfTheCaller(): Unit =
        runBlocking(User("anna")) {
            app.breaker("sales_api").forceOpen()

            assertThat(client.invoice("a")).isEqualTo("a while sales_api is broken, for anna")

            assertThat(client.calls).hasValue(0)
        }

    @Test
    fun withoutAFallbackTheRejectionReachesTheCaller() {
        app.breaker("strict_api").forceOpen()

        assertThatThrownBy { runBlocking { client.strict() } }
            .isInstanceOf(FailfastException::class.java)

        assertThat(client.calls).hasValue(0)
    }

    @Test
    fun tripOnResultSeesTheResult(): Unit = runBlocking {
        assertThat(client.result()).isEqualTo("bad")

        assertThat(state("results")).isEqualTo(State.OPEN)
    }

    @Test
    fun nullIsAnAnswer(): Unit = runBlocking {
        app.halfOpen("null_api")

        assertThat(client.nothing(0)).isNull()

        assertThat(state("null_api")).isEqualTo(State.CLOSED)
        assertThat(client.nothing(1)).isEqualTo("1")
    }

    private fun awaitProbeIsFree(breaker: Breaker) {
        await().atMost(10, TimeUnit.SECONDS).until { breaker.status().state == State.HALF_OPEN }
    }

    @Test
    fun aCancelledProbeIsGivenBack(): Unit = runBlocking {
        val breaker = app.halfOpen("wait_api")
        val probe = launch(Dispatchers.Default) { client.forever() }
        client.inside.await()
        assertThat(breaker.isOpen).isTrue()

        probe.cancelAndJoin()

        awaitProbeIsFree(breaker)
    }

    @Test
    fun aTimeOutAroundTheCallGivesTheProbeBack(): Unit = runBlocking {
        val breaker = app.halfOpen("wait_api")

        assertThat(withTimeoutOrNull(500) { client.forever() }).isNull()

        awaitProbeIsFree(breaker)
    }

    @Test
    fun aCancelWhileTheProbeIsBeingClaimedLosesNoProbe(): Unit = runBlocking {
        val breaker = app.halfOpen("wait_api")
        val claiming = CountDownLatch(1)
        val cancelled = CountDownLatch(1)
        app.bean(RecordingStore::class.java).beforeClaim = Runnable {
            claiming.countDown()
            cancelled.await(10, TimeUnit.SECONDS)
        }
        val probe = launch(Dispatchers.Default) { client.forever() }
        claiming.await()

        probe.cancel()
        cancelled.countDown()

        awaitProbeIsFree(breaker)
        assertThat(client.inside.isCompleted).isFalse()
    }

    @Test
    fun theStoreIsNotAskedOnTheThreadOfTheCoroutineWhoseContextIsKept() {
        val store = app.bean(RecordingStore::class.java)
        Executors.newSingleThreadExecutor { Thread(it, "event-loop") }
            .asCoroutineDispatcher()
            .use { eventLoop ->
                val where = runBlocking(eventLoop + User("anna")) { client.where() }

                assertThat(where.first).startsWith("event-loop")
                assertThat(where.second).isEqualTo("anna")
            }
        assertThat(store.threads).isNotEmpty().allMatch { it.startsWith("failfast-store") }
    }

    // ---- values and what is refused

    open class Plain {
        @Failfast("plain_api", fallback = "none")
        open fun call(id: String = "a"): String? = "call $id"

        @Suppress("unused", "UNUSED_PARAMETER") private fun none(id: String): String? = null
    }

    @Test
    fun functionsThatDoNotSuspendAreGuardedAsInJava() {
        App.start(Plain::class.java).use {
            assertThat(it.bean(Plain::class.java).call()).isEqualTo("call a")

            it.breaker("plain_api").forceOpen()

            assertThat(it.bean(Plain::class.java).call()).isNull()
        }
    }

    open class Flows {
        @Failfast("x") open fun all(): Flow<String> = flowOf("a")
    }

    open class SuspendedFlows {
        @Failfast("x") open suspend fun all(): Flow<String> = flowOf("a").also { yield() }
    }

    class Closed {
        @Failfast("x") fun call() = "x"
    }

    open class ClosedFunction {
        @Failfast("x") fun call() = "x"

        @Failfast("x") open fun other() = "x"
    }

    open class FallbackThatDoesNotSuspend {
        @Failfast("x", fallback = "cached") open suspend fun call(): String = "x".also { yield() }

        @Suppress("unused") private fun cached(): String = "x"
    }

    private fun assertRefused(bean: Class<*>, vararg words: String) {
        assertThatThrownBy { App.start(bean).close() }.rootCause().hasMessageContainingAll(*words)
    }

    @Test
    fun whatCannotBeGuardedIsRefused() {
        assertRefused(Flows::class.java, "Flows.all()", "kotlinx.coroutines.flow.Flow")
        assertRefused(
            SuspendedFlows::class.java,
            "SuspendedFlows.all(",
            "kotlinx.coroutines.flow.Flow",
        )
        assertRefused(Closed::class.java, "Closed is final", "kotlin-spring")
        assertRefused(ClosedFunction::class.java, "ClosedFunction.call", "Kotlin: open")
        assertRefused(
            FallbackThatDoesNotSuspend::class.java,
            "no fallback String cached(Continuation)",
        )
    }
}
