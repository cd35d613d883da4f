package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.BreakerRegistry
import dev.failfast.Failfast
import dev.failfast.FailfastException
import dev.failfast.Store
import java.io.IOException
import java.lang.reflect.UndeclaredThrowableException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.Flow
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** A registry, and guarded interfaces of Kotlin. */
class RegistryTest {
    private val registry: BreakerRegistry =
        BreakerRegistry.builder()
            .store(Store.inProcess(ManualClock()))
            .defaults { it.openFor(Duration.ofSeconds(30)).executor(Runnable::run) }
            .configure("sales_api") { it.tripOn(IOException::class.java) }
            .build()
    private val gone = IOException("gone")

    interface Invoices {
        @get:Failfast("stock_api") val size: Int

        @Failfast("sales_api", openFor = "60s", tripOn = [IOException::class], ignore = [])
        @Throws(IOException::class)
        fun find(number: Int): String?

        @Failfast("sales_api") fun undeclared(): String = throw IOException("gone")

        @Failfast("sales_api") fun later(): CompletableFuture<String>
    }

    private inner class Remote : Invoices {
        override val size
            get() = throw IllegalStateException("gone")

        override fun find(number: Int): String? = if (number < 0) throw gone else null

        override fun later(): CompletableFuture<String> = CompletableFuture.failedFuture(gone)
    }

    private val invoices: Invoices = registry.guard(Invoices::class.java, Remote())

    @Test
    fun aRegistryIsReadWithoutBackticks() {
        val known: Breaker? = registry.find("sales_api")

        assertThat(known).isSameAs(registry.get("sales_api")).isSameAs(registry["sales_api"])
        assertThat(registry.find("unknown")?.isOpen).isNull()
        assertThat(registry.all().map { it.name() }).containsExactly("sales_api", "stock_api")
    }

    @Test
    fun aGuardedInterfaceReturnsNullAndThrowsWhatItDeclares() {
        assertThat(invoices.find(1)).isNull()

        assertThatThrownBy { invoices.find(-1) }.isSameAs(gone)

        assertThatThrownBy { invoices.find(1) }.isInstanceOf(FailfastException::class.java)
        assertThat(registry["sales_api"].status().remaining).isEqualTo(Duration.ofSeconds(60))
    }

    // What Java does to proxies, and what the Javadoc of guard says; the default method is guarded
    // all the same.
    @Test
    fun aCheckedExceptionWithoutThrowsTripsAndComesOutWrapped() {
        assertThatThrownBy { invoices.undeclared() }
            .isInstanceOf(UndeclaredThrowableException::class.java)
            .hasCauseInstanceOf(IOException::class.java)

        assertThatThrownBy { invoices.undeclared() }.isInstanceOf(FailfastException::class.java)
    }

    @Test
    fun aPropertyIsGuardedThroughItsGetter() {
        assertThatThrownBy { invoices.size }.isInstanceOf(IllegalStateException::class.java)

        assertThatThrownBy { invoices.size }.isInstanceOf(FailfastException::class.java)
    }

    @Test
    fun aFutureFailsAndTheNextCallIsRejectedInItsFuture() {
        assertThatThrownBy { invoices.later().join() }.hasCause(gone)

        assertThatThrownBy { invoices.later().join() }
            .hasCauseInstanceOf(FailfastException::class.java)
    }

    interface Suspending {
        @Failfast("sales_api") suspend fun find(): String
    }

    interface Flowing {
        @Failfast("sales_api") fun find(): Flow<String>
    }

    interface Deferring {
        @Failfast("sales_api") fun find(): Deferred<String>
    }

    interface Sequential {
        @Failfast("sales_api") fun find(): Sequence<String>
    }

    private inline fun <reified T : Any> refused(target: T, reason: String) {
        assertThatIllegalArgumentException()
            .isThrownBy { registry.guard(T::class.java, target) }
            .withMessageContaining(reason)
    }

    @Test
    fun whatReturnsBeforeTheServiceHasAnsweredIsRefused() {
        refused<Suspending>(
            object : Suspending {
                override suspend fun find() = ""
            },
            "suspend function",
        )
        refused<Flowing>(
            object : Flowing {
                override fun find() = throw gone
            },
            "kotlinx.coroutines.flow.Flow",
        )
        refused<Deferring>(
            object : Deferring {
                override fun find() = throw gone
            },
            "kotlinx.coroutines.Deferred",
        )
        refused<Sequential>(
            object : Sequential {
                override fun find() = throw gone
            },
            "kotlin.sequences.Sequence",
        )
    }
}
