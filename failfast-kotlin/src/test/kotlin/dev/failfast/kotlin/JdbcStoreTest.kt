package dev.failfast.kotlin

import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import dev.failfast.Store
import dev.failfast.test.FailfastTest
import dev.failfast.test.TestFleet
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Two hosts and their coroutines on one database. */
@FailfastTest
@Timeout(60)
class JdbcStoreTest {
    private fun host(store: Store) =
        breaker("sales_api") {
            store(store)
            openFor(60.seconds)
        }

    @Test
    fun aFailureOnOneHostIsARejectionOnTheOtherAndOneProbeHealsBoth(fleet: TestFleet): Unit =
        runBlocking(Dispatchers.Default) {
            val hosts = listOf(host(fleet.store()), host(fleet.newHost()))
            assertThatThrownBy {
                    runBlocking { hosts[0].callSuspending { throw IOException("gone") } }
                }
                .isInstanceOf(IOException::class.java)
            assertThatThrownBy { runBlocking { hosts[1].callSuspending {} } }
                .isInstanceOf(FailfastException::class.java)

            fleet.elapse(60.seconds.toJavaDuration())
            val callers = 8
            val rejected = AtomicInteger()
            val probes = AtomicInteger()
            val all = CompletableDeferred<Unit>()
            List(callers) { caller ->
                    launch {
                        try {
                            hosts[caller % 2].callSuspending {
                                probes.incrementAndGet()
                                all.await()
                            }
                        } catch (_: FailfastException) {
                            if (rejected.incrementAndGet() == callers - 1) all.complete(Unit)
                        }
                    }
                }
                .forEach { it.join() }

            assertThat(probes).hasValue(1)
            assertThat(hosts.map { it.status().state }).containsOnly(State.CLOSED)
        }

    @Test
    fun aCancelledProbeOnOneHostIsTakenOverByTheOther(fleet: TestFleet): Unit = runBlocking {
        val first = host(fleet.store())
        val second = host(fleet.newHost())
        first.forceOpen(60.seconds)
        fleet.elapse(60.seconds.toJavaDuration())
        val inside = CompletableDeferred<Unit>()
        val probe = launch {
            first.callSuspending {
                inside.complete(Unit)
                awaitCancellation()
            }
        }
        inside.await()
        assertThatThrownBy { runBlocking { second.callSuspending {} } }
            .isInstanceOf(FailfastException::class.java)

        probe.cancelAndJoin()

        assertThat(flowOf("answer").guardedBy(second).first()).isEqualTo("answer")
        assertThat(first.callSuspending { yield().let { "healed" } }).isEqualTo("healed")
        assertThat(first.status().state).isEqualTo(State.CLOSED)
    }
}
