package dev.failfast.kotlin

import dev.failfast.Breaker
import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import dev.failfast.Permit
import dev.failfast.Store
import java.io.IOException
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CompletableFuture
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowableOfType
import org.junit.jupiter.api.Test

/** Permits with `?.use`, records and getters as properties. */
class PermitsAndStatusTest {
    private val clock = ManualClock()
    private val breaker = Breaker.named("sales_api").store(Store.inProcess(clock)).build()

    @Test
    fun aSafeUseOfAPermitRunsOnlyIfThereIsOne() {
        val answer: String? = breaker.tryAcquire()?.use { "answer" }
        breaker.forceOpen()
        val none: String? = breaker.tryAcquire()?.use { "answer" }

        assertThat(answer).isEqualTo("answer")
        assertThat(none).isNull()
    }

    @Test
    fun useWithoutAVerdictGivesAProbeBack() {
        breaker.makeProbeDue(clock)

        breaker.tryAcquire()?.use { permit ->
            assertThat(permit.isProbe).isTrue()
            assertThat(breaker.tryAcquire()).isNull()
        }

        assertThat(breaker.status().state).isEqualTo(State.HALF_OPEN)
    }

    @Test
    fun aVerdictInsideOfUseStands() {
        breaker.makeProbeDue(clock)

        breaker.tryAcquire()?.use { it.succeeded() }

        assertThat(breaker.status().state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aNullCheckIsEnoughToUseAPermit() {
        assertThat(callOrNull { "answer" }).isEqualTo("answer")
        breaker.forceOpen()
        assertThat(callOrNull { "answer" }).isNull()
    }

    private fun callOrNull(block: () -> String): String? {
        val permit: Permit = breaker.tryAcquire() ?: return null
        val result = block()
        permit.complete(result, null)
        return result
    }

    @Test
    fun completeIsAReferenceThatFitsWhenComplete() {
        val stage = CompletableFuture<String>()
        val permit = breaker.acquire()
        val guarded: CompletableFuture<String> = stage.whenComplete(permit::complete)

        stage.completeExceptionally(IOException("gone"))

        assertThat(guarded).isCompletedExceptionally
        assertThat(breaker.status().state).isEqualTo(State.OPEN)
    }

    @Test
    fun theStatusReadsAsProperties() {
        val closed = breaker.status()
        assertThat(closed.state).isEqualTo(State.CLOSED)
        assertThat(closed.until).isNull()

        breaker.forceOpen(Duration.ofSeconds(42))
        val status = breaker.status()
        val name: String = status.name
        val until: Instant? = status.until
        val remaining: Duration = status.remaining
        val since: Instant? = status.since
        val trips: Int = status.trips
        val trippedBy: String? = status.trippedBy
        val reason: String? = status.reason

        assertThat(name).isEqualTo(breaker.name())
        assertThat(until).isEqualTo(clock.instant() + Duration.ofSeconds(42))
        assertThat(remaining).isEqualTo(Duration.ofSeconds(42))
        assertThat(since).isEqualTo(clock.instant())
        assertThat(trips).isEqualTo(1)
        assertThat(trippedBy).isNotBlank()
        assertThat(reason).isEqualTo("forced open")
        assertThat(status.until?.isAfter(clock.instant())).isTrue()
        assertThat(breaker.isOpen).isTrue()
    }

    @Test
    fun aWhenOverTheStatesNeedsNoElse() {
        breaker.makeProbeDue(clock)

        val word: String =
            when (breaker.status().state) {
                State.CLOSED -> "fine"
                State.OPEN -> "broken"
                State.HALF_OPEN -> "probe"
            }

        assertThat(word).isEqualTo("probe")
    }

    @Test
    fun theExceptionReadsAsProperties() {
        breaker.forceOpen(Duration.ofMillis(1_500))

        val rejected =
            catchThrowableOfType(FailfastException::class.java) { breaker.run { error("called") } }
        val serviceName: String = rejected.serviceName
        val retryAfter: Duration = rejected.retryAfter
        val retryAfterSeconds: Long = rejected.retryAfterSeconds
        val message: String = rejected.message

        assertThat(serviceName).isEqualTo("sales_api")
        assertThat(retryAfter).isEqualTo(Duration.ofMillis(1_500))
        assertThat(retryAfterSeconds).isEqualTo(2)
        assertThat(message).isEqualTo("sales_api is broken; retry in 2 s")
    }
}
