package dev.failfast.examples.readme

import dev.failfast.Breaker
import dev.failfast.FailfastException
import dev.failfast.Store
import java.io.IOException

internal class InKotlin(store: Store, private val client: Client, private val cache: Client) {
    val salesApi = Breaker.named("sales_api").store(store).tripOn(IOException::class.java).build()

    fun invoices(): List<Invoice> =
        try {
            salesApi.call { client.invoices() }
        } catch (e: FailfastException) {
            cache.invoices()
        }
}
