package dev.failfast.kotlin.samples

import dev.failfast.Breaker.State
import dev.failfast.Store
import dev.failfast.kotlin.samples.Samples.Invoice
import java.io.IOException
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.test.runTest
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What the documentation shows does what it says. */
@Timeout(30)
class SamplesTest {
    private class Fake(private val answer: suspend () -> String) : Samples.Client {
        override suspend fun invoices() = listOf(Invoice(answer()))

        override fun invoicesOneByOne() = flow { emit(Invoice(answer())) }
    }

    private val scheduler = TestCoroutineScheduler()
    private val dispatcher = StandardTestDispatcher(scheduler)

    private fun samples(answer: suspend () -> String) =
        Samples(Store.inProcess(), Fake(answer), Fake { "cached" }, dispatcher)

    @Test
    fun threeFailuresAndThenTheCacheAnswers(): Unit = runBlocking {
        val samples = samples { throw IOException("gone") }
        repeat(3) {
            assertThatThrownBy { runBlocking { samples.invoices() } }
                .isInstanceOf(IOException::class.java)
        }

        assertThat(samples.invoices()).containsExactly(Invoice("cached"))
        assertThat(samples.invoicesOneByOne().toList()).containsExactly(Invoice("cached"))
    }

    @Test
    fun whileTheServiceWorksItAnswers(): Unit = runBlocking {
        val samples = samples { "live" }

        assertThat(samples.invoices()).containsExactly(Invoice("live"))
        assertThat(samples.invoicesOneByOne().toList()).containsExactly(Invoice("live"))
        assertThat(samples.patiently()).containsExactly(Invoice("live"))
        assertThat(samples.registry().all().map { it.name() }).containsExactly("sales_api")
    }

    @Test
    fun anOperatorBreaksForATime() {
        val samples = samples { "live" }

        samples.operate(samples.salesApi)

        assertThat(samples.salesApi.status().state).isEqualTo(State.OPEN)
    }

    @Test
    @OptIn(ExperimentalCoroutinesApi::class)
    fun aDispatcherOfTheTestKeepsToItsTime() =
        runTest(dispatcher) {
            val samples = samples {
                delay(1.hours)
                "live"
            }

            samples.inATest()

            assertThat(scheduler.currentTime).isEqualTo(1.hours.inWholeMilliseconds)
        }
}
