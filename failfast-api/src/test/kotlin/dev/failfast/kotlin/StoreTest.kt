package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.OutageStore
import dev.failfast.Store
import java.io.IOException
import java.sql.SQLException
import java.time.Duration
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test

/** A store that is written in Kotlin. */
class StoreTest {
    private val clock = ManualClock()

    private class Recording(private val inner: Store, private val steps: MutableList<String>) :
        Store by inner {
        override fun read(name: String): Breaker.Status? =
            inner.read(name).also { steps += "read ${it?.state}" }

        override fun trip(name: String, openFor: Duration, reason: String): Boolean =
            inner.trip(name, openFor, reason).also { steps += "trip $it" }

        override fun claim(name: String, lease: Duration): Instant? =
            inner.claim(name, lease).also { steps += if (it == null) "lost" else "claim" }

        override fun force(name: String, openFor: Duration?, reason: String) {
            inner.force(name, openFor, reason)
            steps += "force $openFor"
        }
    }

    @Test
    fun aStoreForwardsByDelegationAndOverridesWhatItNeeds() {
        val steps = mutableListOf<String>()
        val store: Store = Recording(Store.inProcess(clock), steps)
        val breaker =
            Breaker.named("sales_api").store(store).openFor(Duration.ofSeconds(60)).build()

        assertThat(catchThrowable { breaker.run { throw IOException("gone") } }).isNotNull()
        assertThat(store.list().map { it.name }).containsExactly("sales_api")
        clock.advance(Duration.ofSeconds(60))
        assertThat(breaker.get { "answer" }).isEqualTo("answer")
        breaker.forceOpen()

        assertThat(steps)
            .containsExactly("read null", "trip true", "read HALF_OPEN", "claim", "force null")
        assertThat(store.read("sales_api")?.state).isEqualTo(State.OPEN)
    }

    /** Java's compiler would keep the checked exception out of this store; Kotlin's does not. */
    private class Failing(private val inner: Store) : Store by inner {
        val failing = mutableSetOf<String>()

        private fun <T> step(step: String, block: () -> T): T =
            if (step in failing) throw SQLException("down") else block()

        override fun read(name: String) = step("read") { inner.read(name) }

        override fun trip(name: String, openFor: Duration, reason: String) =
            step("trip") { inner.trip(name, openFor, reason) }

        override fun claim(name: String, lease: Duration) =
            step("claim") { inner.claim(name, lease) }

        override fun heal(name: String, fence: Instant) = step("heal") { inner.heal(name, fence) }
    }

    @Test
    fun aCheckedExceptionOfAStoreNeverReachesAGuardedCall() {
        val store = Failing(Store.inProcess(clock))
        val breaker = Breaker.named("sales_api").store(store).build()
        val gone = IOException("gone")

        store.failing += "read"
        assertThat(breaker.get { "read" }).isEqualTo("read")
        assertThat(breaker.isOpen).isFalse()

        store.failing += "trip"
        assertThatThrownBy { breaker.run { throw gone } }.isSameAs(gone)

        store.failing.clear()
        breaker.makeProbeDue(clock)
        store.failing += "claim"
        assertThat(breaker.get { "claim" }).isEqualTo("claim")

        store.failing.clear()
        store.failing += "heal"
        assertThat(breaker.get { "heal" }).isEqualTo("heal")
        assertThat(breaker.status().state).isEqualTo(State.OPEN)
    }

    @Test
    fun aCheckedExceptionOfAStoreIsAnOutageThatMemorySurvives() {
        val store = Failing(Store.inProcess(clock))
        val breaker = Breaker.named("sales_api").store(OutageStore(store)).build()
        val gone = IOException("gone")

        store.failing += "trip"
        assertThatThrownBy { breaker.run { throw gone } }.isSameAs(gone)

        assertThat(store.list()).isEmpty()
        assertThat(breaker.tryAcquire()).isNull()
    }
}
