package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.Store
import dev.failfast.test.TestClock
import java.time.Duration
import java.time.Instant
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import org.assertj.core.api.Assertions.assertThat

/** Says of each operation what it is and who does it, before and after it is done. */
class HookedStore(private val inner: Store) : Store by inner {
    @Volatile var before: (operation: String) -> Unit = {}
    @Volatile var after: (operation: String) -> Unit = {}
    val operations = ConcurrentLinkedQueue<String>()
    val threads = ConcurrentLinkedQueue<Thread>()

    private fun <T> operation(name: String, block: () -> T): T {
        operations += name
        threads += Thread.currentThread()
        before(name)
        return block().also { after(name) }
    }

    override fun read(name: String): Breaker.Status? = operation("read") { inner.read(name) }

    override fun trip(name: String, openFor: Duration, reason: String) =
        operation("trip") { inner.trip(name, openFor, reason) }

    override fun claim(name: String, lease: Duration): Instant? =
        operation("claim") { inner.claim(name, lease) }

    override fun heal(name: String, fence: Instant) = operation("heal") { inner.heal(name, fence) }

    override fun reopen(name: String, fence: Instant, openFor: Duration, reason: String) =
        operation("reopen") { inner.reopen(name, fence, openFor, reason) }

    override fun release(name: String, fence: Instant, delay: Duration) =
        operation("release") { inner.release(name, fence, delay) }
}

/** A service on a clock that stands still, so a probe that leaks leaves it OPEN for good. */
class Service(options: dev.failfast.BreakerBuilder.() -> Unit = {}) {
    val clock = TestClock()
    val store = HookedStore(Store.inProcess(clock))
    val breaker =
        breaker("sales_api") {
            store(store)
            openFor(60.seconds)
            options()
        }

    val state: State
        get() = store.list().singleOrNull()?.state ?: State.CLOSED

    fun makeProbeDue() {
        breaker.forceOpen(60.seconds)
        clock.elapse(60.seconds.toJavaDuration())
        assertThat(state).isEqualTo(State.HALF_OPEN)
        store.operations.clear()
        store.threads.clear()
    }
}

fun CountDownLatch.awaitOrFail() {
    assertThat(await(20, TimeUnit.SECONDS)).isTrue()
}
