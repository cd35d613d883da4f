package dev.failfast.kotlin.samples

import dev.failfast.Breaker
import dev.failfast.BreakerRegistry
import dev.failfast.FailfastException
import dev.failfast.Store
import dev.failfast.kotlin.breaker
import dev.failfast.kotlin.breakerRegistry
import dev.failfast.kotlin.callSuspending
import dev.failfast.kotlin.forceOpen
import dev.failfast.kotlin.guardedBy
import dev.failfast.kotlin.ignore
import dev.failfast.kotlin.openFor
import dev.failfast.kotlin.slowerThan
import dev.failfast.kotlin.tripAfter
import dev.failfast.kotlin.tripOn
import dev.failfast.kotlin.tripOnResult
import java.io.IOException
import java.net.http.HttpResponse
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.withTimeout

/** What docs/kotlin.md and the README show; ReadmeTest compares, SamplesTest runs it. */
internal class Samples(
    private val store: Store,
    private val client: Client,
    private val cache: Client,
    private val testDispatcher: CoroutineDispatcher,
) {
    data class Invoice(val number: String)

    interface Client {
        suspend fun invoices(): List<Invoice>

        fun invoicesOneByOne(): Flow<Invoice>
    }

    class NoSuchInvoice : Exception()

    val salesApi =
        breaker("sales_api") {
            store(store)
            openFor(60.seconds)
            tripOn<IOException>()
            ignore<NoSuchInvoice>()
            tripOnResult<HttpResponse<*>> { it.statusCode() == 503 }
            slowerThan(2.seconds)
            tripAfter(3, within = 10.seconds)
        }

    fun registry(): BreakerRegistry {
        val breakers = breakerRegistry {
            store(store)
            defaults { openFor(30.seconds) }
            service("sales_api") { tripOn<IOException>() }
        }
        return breakers
    }

    suspend fun invoices(): List<Invoice> =
        try {
            salesApi.callSuspending { withTimeout(5.seconds) { client.invoices() } }
        } catch (e: FailfastException) {
            cache.invoices()
        }

    fun invoicesOneByOne(): Flow<Invoice> =
        client.invoicesOneByOne().guardedBy(salesApi).catch {
            if (it is FailfastException) emitAll(cache.invoicesOneByOne()) else throw it
        }

    suspend fun patiently(): List<Invoice> =
        try {
            salesApi.callSuspending { client.invoices() }
        } catch (e: FailfastException) {
            delay(e.retryAfter.toKotlinDuration())
            client.invoices()
        }

    fun operate(breaker: Breaker) {
        breaker.forceOpen(10.minutes)
    }

    suspend fun inATest() {
        salesApi.callSuspending(testDispatcher) { client.invoices() }
    }
}
