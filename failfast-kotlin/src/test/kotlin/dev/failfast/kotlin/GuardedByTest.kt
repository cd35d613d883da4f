package dev.failfast.kotlin

import dev.failfast.Breaker.State
import dev.failfast.FailfastException
import java.io.IOException
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.retry
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.ValueSource

/** A collection is one guarded call, and who ended it decides how it counts. */
@Timeout(30)
class GuardedByTest {
    private val service = Service()
    private val breaker = service.breaker
    private val gone = IOException("gone")

    private val endless = flow {
        var value = 0
        while (true) {
            emit(value++)
            yield()
        }
    }

    private fun <T> Flow<T>.guarded() = guardedBy(breaker)

    @Test
    fun eachCollectionIsOneCall(): Unit = runBlocking {
        val values = flowOf(1, 2, 3).guarded()
        assertThat(service.store.operations).isEmpty()

        assertThat(values.toList()).containsExactly(1, 2, 3)
        assertThat(values.toList()).containsExactly(1, 2, 3)

        assertThat(service.store.operations).containsExactly("read", "read")
    }

    @Test
    fun aProbeThatCompletesHeals(): Unit = runBlocking {
        service.makeProbeDue()

        flowOf<Int>().guarded().collect()

        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
    }

    @ParameterizedTest
    @ValueSource(ints = [0, 1, 2])
    fun aFailureOfTheFlowIsAFailureAlsoAfterValues(values: Int) {
        service.makeProbeDue()
        val received = mutableListOf<Int>()

        assertThatThrownBy {
                runBlocking {
                    flow {
                            repeat(values) { emit(it) }
                            throw gone
                        }
                        .guarded()
                        .collect { received += it }
                }
            }
            .isSameAs(gone)

        assertThat(received).hasSize(values)
        assertThat(service.store.operations).containsExactly("read", "claim", "reopen")
    }

    @Test
    fun aBrokenServiceFailsTheCollectionAndTheFlowIsNotTouched(): Unit = runBlocking {
        breaker.forceOpen()
        var touched = false

        val values =
            flow {
                    touched = true
                    emit("live")
                }
                .guarded()
                .catch { if (it is FailfastException) emit("cached") else throw it }
                .toList()

        assertThat(values).containsExactly("cached")
        assertThat(touched).isFalse()
    }

    /** Collectors that end an endless flow after some values; none of it is the service's fault. */
    enum class Collector {
        FIRST {
            override suspend fun collect(flow: Flow<Int>) {
                flow.first()
            }
        },
        TAKE {
            override suspend fun collect(flow: Flow<Int>) = flow.take(3).collect()
        },
        TRANSFORM_WHILE {
            override suspend fun collect(flow: Flow<Int>) =
                flow.transformWhile<Int, Int> { it < 5 }.collect()
        },
        FIRST_OF_A_BUFFER {
            override suspend fun collect(flow: Flow<Int>) {
                flow.buffer(1).first()
            }
        },
        FIRST_ON_ANOTHER_DISPATCHER {
            override suspend fun collect(flow: Flow<Int>) {
                flow.flowOn(Dispatchers.Default).first()
            }
        },
        FAILS {
            override suspend fun collect(flow: Flow<Int>) =
                flow.collect { throw IOException("own") }
        },
        FAILS_IN_AN_OPERATOR {
            override suspend fun collect(flow: Flow<Int>) = flow.map { check(it < 2) }.collect()
        },
        CANCELS_BY_EXCEPTION {
            override suspend fun collect(flow: Flow<Int>) =
                flow.collect { throw CancellationException("enough") }
        };

        abstract suspend fun collect(flow: Flow<Int>)
    }

    @ParameterizedTest
    @EnumSource
    fun aCollectorThatEndsItWithAValueHealsAndNeverTrips(collector: Collector) {
        for (probe in listOf(false, true)) {
            if (probe) service.makeProbeDue()
            runBlocking { runCatching { collector.collect(endless.guarded()) } }
            assertThat(service.state).isEqualTo(State.CLOSED)
        }
        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
    }

    @Test
    fun theExceptionOfTheCollectorReachesItAsItIsThroughTheFlow() {
        val own = IOException("own")

        assertThatThrownBy { runBlocking { endless.guarded().onEach { throw own }.collect() } }
            .isSameAs(own)
    }

    @Test
    fun whatTheFlowThrowsBecauseItsCollectorFailedIsNoFailure() {
        val rude = flow {
            try {
                emit(1)
            } finally {
                throw gone
            }
        }

        assertThatThrownBy { runBlocking { rude.guarded().collect { throw IOException("own") } } }
            .isSameAs(gone)

        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun aCancelIsAbandonedUnlessAValueCameBefore(value: Boolean): Unit = runBlocking {
        service.makeProbeDue()
        val inside = CompletableDeferred<Unit>()
        val collection = launch {
            flow {
                    if (value) emit("answer")
                    inside.complete(Unit)
                    awaitCancellation()
                }
                .guarded()
                .collect()
        }
        inside.await()

        collection.cancelAndJoin()

        assertThat(service.store.operations)
            .containsExactly("read", "claim", if (value) "heal" else "release")
    }

    @Test
    fun slownessIsAlsoThatOfTheCollectorSoItDoesNotCount(): Unit = runBlocking {
        val hasty = Service { slowerThan(1.nanoseconds) }

        flowOf(1).guardedBy(hasty.breaker).collect { yield() }

        assertThat(hasty.state).isEqualTo(State.CLOSED)
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun theContextIsPreserved(probe: Boolean): Unit = runBlocking {
        if (probe) service.makeProbeDue()
        val names = mutableListOf<String?>()
        suspend fun name() = currentCoroutineContext()[CoroutineName]?.name

        flow {
                names += name()
                emit(1)
            }
            .guarded()
            .flowOn(CoroutineName("upstream"))
            .onEach { names += name() }
            .flowOn(CoroutineName("middle"))
            .collect { names += name() }

        assertThat(names).containsExactly("upstream", "middle", null)
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun aFlowThatSendsFromOtherCoroutinesIsGuardedToo(probe: Boolean): Unit = runBlocking {
        if (probe) service.makeProbeDue()

        val values =
            channelFlow { repeat(3) { launch(Dispatchers.Default) { send(it) } } }
                .guarded()
                .toList()

        assertThat(values).containsExactlyInAnyOrder(0, 1, 2)
        assertThat(service.state).isEqualTo(State.CLOSED)
    }

    @Test
    fun callsOfTheSameServiceInsideAProbeArePartOfIt(): Unit = runBlocking {
        service.makeProbeDue()
        val pages = flow {
            repeat(2) { page -> emit(breaker.callSuspending { yield().let { page } }) }
        }

        val values = pages.guarded().guarded().onEach { yield() }.toList()

        assertThat(values).containsExactly(0, 1)
        assertThat(service.store.operations).containsExactly("read", "claim", "heal")
    }

    @Test
    fun theCollectorIsNotInsideTheProbe() {
        service.makeProbeDue()

        assertThatThrownBy {
                runBlocking { endless.guarded().collect { breaker.callSuspending {} } }
            }
            .isInstanceOf(FailfastException::class.java)
    }

    @Test
    fun aRetryAfterTheGuardAsksAnewAndOneBeforeItDoesNot(): Unit = runBlocking {
        var calls = 0
        val second = flow { if (calls++ == 0) throw gone else emit("answer") }

        assertThat(second.retry(1).guarded().toList()).containsExactly("answer")
        assertThat(service.state).isEqualTo(State.CLOSED)

        calls = 0
        assertThatThrownBy { runBlocking { second.guarded().retry(1).collect() } }
            .isInstanceOf(FailfastException::class.java)
        assertThat(calls).isEqualTo(1)
    }
}
