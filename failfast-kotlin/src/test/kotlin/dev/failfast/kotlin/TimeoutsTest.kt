package dev.failfast.kotlin

import dev.failfast.Breaker.State
import java.io.IOException
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.FlowPreview
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.timeout
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Which of two time-outs, in virtual time: that of the call is a failure, one around it is not. */
@Timeout(30)
class TimeoutsTest {
    private val service = Service()
    private val direct = Dispatchers.Unconfined
    private val timeout = TimeoutCancellationException::class.java

    private suspend fun <T> guarded(by: Service = service, block: suspend () -> T): T =
        by.breaker.callSuspending(direct, block)

    @Test
    fun theTimeOutOfTheBlockIsAFailure() {
        assertThatThrownBy {
                runTest { guarded { withTimeout(1.minutes) { awaitCancellation() } } }
            }
            .isInstanceOf(timeout)

        assertThat(service.breaker.status().reason).isEqualTo(timeout.name)
    }

    @Test
    fun theTimeOutOfTheBlockReopensWhateverTheOptionsSay() {
        val picky = Service { tripOn<IOException>() }
        picky.makeProbeDue()

        assertThatThrownBy {
                runTest { guarded(picky) { withTimeout(1.minutes) { awaitCancellation() } } }
            }
            .isInstanceOf(timeout)

        assertThat(picky.store.operations).containsExactly("read", "claim", "reopen")
    }

    @Test
    fun aTimeOutAroundTheCallIsAbandoned() {
        service.makeProbeDue()

        assertThatThrownBy {
                runTest { withTimeout(1.minutes) { guarded { awaitCancellation() } } }
            }
            .isInstanceOf(timeout)

        assertThat(service.store.operations).containsExactly("read", "claim", "release")
        assertThat(service.state).isEqualTo(State.HALF_OPEN)
    }

    @Test
    fun ofATimeOutInsideAndOneAroundTheFirstDecides() {
        suspend fun probe(around: Int, inside: Int): List<String> {
            service.makeProbeDue()
            assertThat(
                    runCatching {
                            withTimeout(around.minutes) {
                                guarded { withTimeout(inside.minutes) { awaitCancellation() } }
                            }
                        }
                        .exceptionOrNull()
                )
                .isInstanceOf(timeout)
            return service.store.operations.drop(2)
        }

        runTest {
            assertThat(probe(around = 1, inside = 2)).containsExactly("release")
            assertThat(probe(around = 2, inside = 1)).containsExactly("reopen")
        }
    }

    @Test
    fun aTimeOutBetweenTwoGuardedCallsIsAFailureOfTheOuterOneOnly() {
        val inner = Service()
        inner.makeProbeDue()

        assertThatThrownBy {
                runTest {
                    guarded { withTimeout(1.minutes) { guarded(inner) { awaitCancellation() } } }
                }
            }
            .isInstanceOf(timeout)

        assertThat(service.state).isEqualTo(State.OPEN)
        assertThat(inner.state).isEqualTo(State.HALF_OPEN)
    }

    @Test
    fun aTimeOutInsideTwoGuardedCallsIsAFailureOfBoth() {
        val inner = Service()

        assertThatThrownBy {
                runTest {
                    guarded { guarded(inner) { withTimeout(1.minutes) { awaitCancellation() } } }
                }
            }
            .isInstanceOf(timeout)

        assertThat(service.state).isEqualTo(State.OPEN)
        assertThat(inner.state).isEqualTo(State.OPEN)
    }

    @Test
    fun theTimeOutOfWhatTheBlockWaitsForIsAFailure() {
        assertThatThrownBy {
                runTest {
                    supervisorScope {
                        val answer = async { withTimeout(1.minutes) { awaitCancellation() } }
                        guarded { answer.await() }
                    }
                }
            }
            .isInstanceOf(timeout)

        assertThat(service.state).isEqualTo(State.OPEN)
    }

    @Test
    fun aTimeOutThatTheBlockCatchesIsItsOwnMatter() = runTest {
        guarded { withTimeoutOrNull(1.minutes) { awaitCancellation() } }
        guarded {
            try {
                withTimeout(1.minutes) { awaitCancellation() }
            } catch (_: TimeoutCancellationException) {
                "from the cache"
            }
        }

        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun aTimeOutThatIsNotReachedChangesNothing() = runTest {
        service.makeProbeDue()

        withTimeout(1.hours) { guarded { withTimeout(1.minutes) { "answer" } } }

        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    @OptIn(FlowPreview::class)
    fun theTimeOutOfAFlowIsAFailureBeforeItIsGuardedAndNotAfter() {
        val hangs = flow<String> { awaitCancellation() }

        assertThatThrownBy {
                runTest { hangs.guardedBy(service.breaker, direct).timeout(1.minutes).collect {} }
            }
            .isInstanceOf(timeout)
        assertThat(service.state).isEqualTo(State.CLOSED)

        assertThatThrownBy {
                runTest { hangs.timeout(1.minutes).guardedBy(service.breaker, direct).collect {} }
            }
            .isInstanceOf(timeout)
        assertThat(service.state).isEqualTo(State.OPEN)
    }
}
