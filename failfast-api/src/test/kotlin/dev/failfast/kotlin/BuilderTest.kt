package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.Outcome
import dev.failfast.Breaker.State
import dev.failfast.BreakerBuilder
import dev.failfast.BreakerListener
import dev.failfast.Store
import java.io.FileNotFoundException
import java.io.IOException
import java.net.SocketTimeoutException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import kotlinx.coroutines.TimeoutCancellationException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test

/** Every option as it is written in Kotlin, and that it does what it says there. */
class BuilderTest {
    private class Response(val code: Int)

    private fun stateAfter(failure: Exception, options: BreakerBuilder.() -> Unit): State {
        val breaker = Breaker.named("sales_api").apply(options).build()
        assertThat(catchThrowable { breaker.run { throw failure } }).isSameAs(failure)
        return breaker.status().state
    }

    @Test
    fun aChainOfAllOptionsReadsWithoutHelp() {
        Store.inProcess(ManualClock()).use { store ->
            var flag = true
            val breaker: Breaker =
                Breaker.named("sales_api")
                    .store(store)
                    .openFor(Duration.ofSeconds(60))
                    .tripOn(IOException::class.java, IllegalStateException::class.java)
                    .tripWhen { it.message == "busy" }
                    .tripOnResult(Response::class.java) { it.code >= 500 }
                    .ignore(FileNotFoundException::class.java)
                    .slowerThan(Duration.ofSeconds(5))
                    .tripAfter(2, Duration.ofSeconds(30))
                    .enabledWhen { flag }
                    .probeLease(Duration.ofSeconds(30))
                    .executor { it.run() }
                    .listener(object : BreakerListener {})
                    .build()

            breaker.get { Response(503) }
            assertThat(breaker.isOpen).isFalse()
            breaker.get { Response(503) }
            assertThat(breaker.isOpen).isTrue()

            flag = false
            assertThat(breaker.get { "unguarded" }).isEqualTo("unguarded")
        }
    }

    @Test
    fun tripOnTakesTheJavaClass() {
        assertThat(stateAfter(IOException()) { tripOn(IOException::class.java) })
            .isEqualTo(State.OPEN)
        assertThat(stateAfter(RuntimeException()) { tripOn(IOException::class.java) })
            .isEqualTo(State.CLOSED)
    }

    @Test
    fun tripWhenTakesALambda() {
        assertThat(stateAfter(IOException()) { tripWhen { it is IOException } })
            .isEqualTo(State.OPEN)
        assertThat(stateAfter(RuntimeException()) { tripWhen { it is IOException } })
            .isEqualTo(State.CLOSED)
    }

    @Test
    fun ignoreTakesTheJavaClass() {
        assertThat(stateAfter(SocketTimeoutException()) { ignore(IOException::class.java) })
            .isEqualTo(State.CLOSED)
    }

    @Test
    fun theRuleOfTripOnResultKnowsTheTypeOfTheResult() {
        val breaker =
            Breaker.named("sales_api").tripOnResult(Response::class.java) { it.code >= 500 }.build()

        breaker.get { Response(404) }
        breaker.get { 500 }
        assertThat(breaker.isOpen).isFalse()
        breaker.get { Response(500) }
        assertThat(breaker.isOpen).isTrue()
    }

    // Int::class.java is the primitive, which no result is an instance of.
    @Test
    fun tripOnResultOfIntNeedsTheObjectType() {
        val breaker =
            Breaker.named("sales_api").tripOnResult(Int::class.javaObjectType) { it >= 500 }.build()

        assertThat(breaker.get { 503 }).isEqualTo(503)

        assertThat(breaker.isOpen).isTrue()
        assertThatIllegalArgumentException()
            .isThrownBy { Breaker.named("x").tripOnResult(Int::class.java) { it >= 500 } }
            .withMessageContaining("wrapper")
    }

    // For calls that catch what they throw; only their result tells.
    @Test
    fun tripOnResultSeesAFailedResult() {
        val breaker =
            Breaker.named("sales_api").tripOnResult(Result::class.java) { it.isFailure }.build()

        breaker.call { runCatching { "answer" } }
        assertThat(breaker.isOpen).isFalse()
        val failed: Result<String> = breaker.call { runCatching { throw IOException("gone") } }

        assertThat(failed.isFailure).isTrue()
        assertThat(breaker.isOpen).isTrue()
    }

    @Test
    fun enabledWhenFollowsAVariableOfTheCaller() {
        var flag = false
        val breaker = Breaker.named("sales_api").enabledWhen { flag }.build()
        breaker.forceOpen()

        assertThat(breaker.get { "answer" }).isEqualTo("answer")
        flag = true
        assertThat(breaker.tryAcquire()).isNull()
    }

    @Test
    fun aListenerIsAnObjectThatOverridesWhatItNeeds() {
        val told = mutableListOf<String>()
        val breaker =
            Breaker.named("sales_api")
                .openFor(Duration.ofSeconds(60))
                .listener(
                    object : BreakerListener {
                        override fun onTrip(service: String, openFor: Duration, reason: String) {
                            told += "$service broken for $openFor: $reason"
                        }

                        override fun onCall(service: String, outcome: Outcome, duration: Duration) {
                            told += outcome.name
                        }
                    }
                )
                .build()

        assertThat(catchThrowable { breaker.run { throw IOException("secret") } }).isNotNull()

        assertThat(told)
            .containsExactly("FAILURE", "sales_api broken for PT1M: java.io.IOException")
    }

    // Java's compiler keeps checked exceptions out of these; Kotlin's does not.
    @Test
    fun aRuleASwitchOrAnExecutorThatThrowsACheckedExceptionChangesNothing() {
        val answer = "answer"
        val breaker =
            Breaker.named("sales_api")
                .tripWhen { throw IOException("in a rule") }
                .tripOnResult(String::class.java) { throw IOException("in a rule") }
                .enabledWhen { throw IOException("in a switch") }
                .build()

        assertThat(breaker.get { answer }).isSameAs(answer)
        val gone = IllegalStateException("gone")
        assertThatThrownBy { breaker.run { throw gone } }.isSameAs(gone)
        assertThat(breaker.isOpen).isFalse()
    }

    @Test
    fun anExecutorThatThrowsACheckedExceptionCostsNoTrip() {
        val breaker =
            Breaker.named("sales_api").executor { throw IOException("in an executor") }.build()
        val gone = IOException("gone")

        val future: CompletableFuture<String> =
            breaker.callAsync { CompletableFuture.failedFuture(gone) }

        assertThat(future)
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableOfType(ExecutionException::class.java)
            .withCause(gone)
        assertThat(breaker.isOpen).isTrue()
    }

    // It is a CancellationException, which an outer time-out throws as well: see CoroutinesTest.
    @Test
    fun theTimeOutOfCoroutinesIsRefusedByTripOn() {
        assertThatIllegalArgumentException()
            .isThrownBy { Breaker.named("x").tripOn(TimeoutCancellationException::class.java) }
            .withMessageContaining("always abandoned")
    }
}
