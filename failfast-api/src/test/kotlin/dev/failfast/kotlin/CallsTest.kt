package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import dev.failfast.Store
import java.io.IOException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/**
 * How calls are written in Kotlin. That this file compiles without a warning is half of what it
 * proves.
 */
class CallsTest {
    private val clock = ManualClock()
    private val breaker =
        Breaker.named("sales_api")
            .store(Store.inProcess(clock))
            .openFor(Duration.ofSeconds(60))
            .executor(Runnable::run)
            .build()
    private val gone = IOException("gone")

    private fun invoice(number: Int): String? = if (number == 1) "first" else null

    private fun download(): String = throw gone

    @Test
    fun aResultIsAsNullableAsTheLambdaSays() {
        val one: String = breaker.call { "first" }
        val noneOrOne: String? = breaker.call { invoice(2) }
        val got: String = breaker.get { "first" }
        val gotNoneOrOne: String? = breaker.get { invoice(1) }
        val number: Int = breaker.get { 42 }
        val nothing: Unit = breaker.call {}

        assertThat(listOf(one, noneOrOne, got, gotNoneOrOne, number, nothing))
            .containsExactly("first", null, "first", "first", 42, Unit)
    }

    @Test
    fun functionReferencesAndFunctionValuesFitWhereLambdasDo() {
        val request: () -> String = { "answer" }

        assertThat(breaker.call(request)).isEqualTo("answer")
        assertThat(breaker.get(request)).isEqualTo("answer")
        assertThatThrownBy { breaker.call(::download) }.isSameAs(gone)
        assertThat(breaker.status().state).isEqualTo(State.OPEN)
    }

    @Test
    fun aCheckedExceptionReachesTheCallerAsItIsAndTrips() {
        val caught =
            try {
                breaker.call { download() }
            } catch (e: IOException) {
                e
            }

        assertThat(caught).isSameAs(gone)
        assertThat(breaker.status().reason).isEqualTo("java.io.IOException")
    }

    // The forms of Java declare no exception here, yet Kotlin throws what it likes in all of them.
    @Test
    fun aCheckedExceptionPassesThroughTheFormsThatDeclareNone() {
        assertThat(catchThrowable { breaker.get { download() } }).isSameAs(gone)
        breaker.reset()
        assertThat(catchThrowable { breaker.run { download() } }).isSameAs(gone)
        assertThat(breaker.isOpen).isTrue()
    }

    enum class Form {
        CALL {
            override fun make(breaker: Breaker, body: () -> Unit) = breaker.call { body() }
        },
        GET {
            override fun make(breaker: Breaker, body: () -> Unit) = breaker.get { body() }
        },
        RUN {
            override fun make(breaker: Breaker, body: () -> Unit) = breaker.run { body() }
        },
        CALL_CHECKED {
            override fun make(breaker: Breaker, body: () -> Unit) =
                breaker.callChecked<Unit, IOException> { body() }
        },
        RUN_CHECKED {
            override fun make(breaker: Breaker, body: () -> Unit) =
                breaker.runChecked<IOException> { body() }
        },
        CALL_INTERRUPTIBLY {
            override fun make(breaker: Breaker, body: () -> Unit) =
                breaker.callInterruptibly<Unit, IOException> { body() }
        };

        abstract fun make(breaker: Breaker, body: () -> Unit)
    }

    @ParameterizedTest
    @EnumSource
    fun aTrailingLambdaIsGuarded(form: Form) {
        var calls = 0

        form.make(breaker) { calls++ }
        assertThat(calls).isEqualTo(1)
        assertThatThrownBy { form.make(breaker) { throw gone } }.isSameAs(gone)

        assertThatThrownBy { form.make(breaker) { calls++ } }
            .isInstanceOf(FailfastException::class.java)
        assertThat(calls).isEqualTo(1)
    }

    @Test
    fun aTrailingLambdaOfCallAsyncIsGuarded() {
        val source = CompletableFuture<String>()
        val first: CompletableFuture<String> = breaker.callAsync { source }
        val maybe: CompletableFuture<String?> =
            breaker.callAsync { CompletableFuture.completedFuture(invoice(2)) }
        assertThat(maybe.join()).isNull()

        source.completeExceptionally(gone)

        assertThatThrownBy { first.join() }
            .isInstanceOf(CompletionException::class.java)
            .hasCause(gone)
        var called = false
        val second: CompletableFuture<String> =
            breaker.callAsync {
                called = true
                CompletableFuture.completedFuture("answer")
            }
        assertThatThrownBy { second.join() }.hasCauseInstanceOf(FailfastException::class.java)
        assertThat(called).isFalse()
    }

    // Kotlin's own run calls its lambda whatever the breaker says, so being rejected tells the two
    // apart.
    @Test
    fun runIsTheGuardedOneAndNotKotlins() {
        breaker.forceOpen()
        var ran = 0

        assertThatThrownBy { breaker.run { ran++ } }.isInstanceOf(FailfastException::class.java)
        assertThatThrownBy { with(breaker) { run { ran++ } } }
            .isInstanceOf(FailfastException::class.java)

        assertThat(ran).isZero()
    }

    @Test
    fun onANullableBreakerASafeCallOfRunIsGuarded() {
        val nullable: Breaker? = maybe(breaker)
        breaker.forceOpen()
        var ran = 0

        assertThatThrownBy { nullable?.run { ran++ } }.isInstanceOf(FailfastException::class.java)
        assertThatThrownBy { if (nullable != null) nullable.run { ran++ } }
            .isInstanceOf(FailfastException::class.java)
        assertThat(ran).isZero()

        maybe(null)?.run { ran++ }
        assertThat(ran).isZero()
    }

    // Not what we want but what Kotlin does, and what the Javadoc of run says.
    @Test
    fun onANullableBreakerAPlainCallOfRunIsKotlinsAndGuardsNothing() {
        val nullable: Breaker? = maybe(breaker)
        breaker.forceOpen()

        val result: String = nullable.run { "ran" }

        assertThat(result).isEqualTo("ran")
    }

    private fun maybe(breaker: Breaker?): Breaker? = breaker
}
