package dev.failfast.kotlin

import dev.failfast.Breaker.State
import dev.failfast.BreakerBuilder
import dev.failfast.Store
import dev.failfast.test.TestClock
import java.io.FileNotFoundException
import java.io.IOException
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.TimeoutCancellationException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test

/** Each option as it is written here, and that it does what it says. */
class BuildersTest {
    private val clock = TestClock()
    private val store = Store.inProcess(clock)

    private fun stateAfter(failure: Exception, options: BreakerBuilder.() -> Unit): State {
        val breaker = breaker("sales_api", options)
        assertThat(catchThrowable { breaker.run { throw failure } }).isSameAs(failure)
        return breaker.status().state
    }

    @Test
    fun aBreakerNeedsNoOptions() {
        val breaker = breaker("sales_api")

        assertThat(breaker.name()).isEqualTo("sales_api")
        assertThat(stateAfter(IOException()) {}).isEqualTo(State.OPEN)
    }

    @Test
    fun optionsOfHereAndOfTheBuilderStandSideBySide() {
        var flag = true
        val breaker =
            breaker("sales_api") {
                store(store)
                openFor(60.seconds)
                tripOn<IOException>()
                tripWhen { it.message == "busy" }
                tripOnResult<CharSequence> { it == "busy" }
                ignore<FileNotFoundException>()
                slowerThan(5.minutes)
                tripAfter(2, within = 10.seconds)
                probeLease(30.seconds)
                enabledWhen { flag }
            }

        repeat(2) { assertThat(breaker.get { "busy" }).isEqualTo("busy") }
        assertThat(breaker.status().remaining).isEqualTo(60.seconds.toJavaDuration())
        flag = false
        assertThat(breaker.get { "unguarded" }).isEqualTo("unguarded")
    }

    @Test
    fun tripOnAndIgnoreAddUp() {
        val options: BreakerBuilder.() -> Unit = {
            tripOn<IOException>()
            tripOn<IllegalStateException>()
            ignore<FileNotFoundException>()
            ignore<java.net.ConnectException>()
        }

        assertThat(stateAfter(IOException(), options)).isEqualTo(State.OPEN)
        assertThat(stateAfter(IllegalStateException(), options)).isEqualTo(State.OPEN)
        assertThat(stateAfter(FileNotFoundException(), options)).isEqualTo(State.CLOSED)
        assertThat(stateAfter(java.net.ConnectException(), options)).isEqualTo(State.CLOSED)
        assertThat(stateAfter(IllegalArgumentException(), options)).isEqualTo(State.CLOSED)
    }

    // Int::class.java is the primitive, which no result is an instance of.
    @Test
    fun tripOnResultKnowsNumbersAndTypesWithArguments() {
        val statuses = breaker("sales_api") { tripOnResult<Int> { it >= 500 } }
        statuses.get { 404 }
        assertThat(statuses.isOpen).isFalse()
        statuses.get { 503 }
        assertThat(statuses.isOpen).isTrue()

        val lists = breaker("sales_api") { tripOnResult<List<*>> { it.isEmpty() } }
        lists.get { setOf<Int>() }
        assertThat(lists.isOpen).isFalse()
        lists.get { listOf<Int>() }
        assertThat(lists.isOpen).isTrue()
    }

    @Test
    fun durationsMeanWhatTheySay() {
        val slow = breaker("sales_api") { slowerThan(1.nanoseconds) }
        slow.run {}
        assertThat(slow.status().reason).isEqualTo("slower than PT0.000000001S")

        val breaker =
            breaker("sales_api") {
                store(store)
                openFor(1500.milliseconds)
                probeLease(2.seconds)
            }
        breaker.acquire().failed()
        assertThat(breaker.status().remaining).isEqualTo(1500.milliseconds.toJavaDuration())
        clock.elapse(1500.milliseconds.toJavaDuration())
        assertThat(breaker.acquire().isProbe).isTrue()
        assertThat(breaker.status().remaining).isEqualTo(2.seconds.toJavaDuration())
    }

    @Test
    fun anInfiniteDurationIsRefusedByTheNameOfItsOption() {
        val never = Duration.INFINITE
        val refused =
            mapOf<String, BreakerBuilder.() -> Unit>(
                "openFor must be finite, was Infinity" to { openFor(never) },
                "slowerThan must be finite, was Infinity" to { slowerThan(never) },
                "the time of tripAfter must be finite, was Infinity" to { tripAfter(2, never) },
                "probeLease must be finite, was Infinity" to { probeLease(never) },
                "openFor must be positive, was PT0S" to { openFor(Duration.ZERO) },
                "slowerThan must be positive, was PT-1S" to { slowerThan((-1).seconds) },
                "probeLease must be at most PT10M, was PT11M" to { probeLease(11.minutes) },
            )
        for ((message, options) in refused) {
            assertThatIllegalArgumentException()
                .isThrownBy { breaker("sales_api", options) }
                .withMessage(message)
        }
    }

    @Test
    fun theTimeOutOfCoroutinesNeedsNoOption() {
        assertThatIllegalArgumentException()
            .isThrownBy { breaker("sales_api") { tripOn<TimeoutCancellationException>() } }
            .withMessageContaining("always abandoned")
    }

    @Test
    fun forceOpenTakesAnInfiniteTimeAsUntilFurtherNotice() {
        val breaker = breaker("sales_api") { store(store) }

        breaker.forceOpen(10.minutes)
        assertThat(breaker.status().remaining).isEqualTo(10.minutes.toJavaDuration())
        breaker.forceOpen(Duration.INFINITE)
        assertThat(breaker.status().until).isEqualTo(Instant.MAX)
        assertThatIllegalArgumentException()
            .isThrownBy { breaker.forceOpen(Duration.ZERO) }
            .withMessage("openFor must be positive, was PT0S")
        assertThatIllegalArgumentException().isThrownBy { breaker.forceOpen(-Duration.INFINITE) }
    }

    @Test
    fun aRegistryHasDefaultsAndServices() {
        val breakers = breakerRegistry {
            store(store)
            defaults { openFor(30.seconds) }
            service("sales_api") { tripOn<IOException>() }
            service("stock_api")
        }

        assertThat(breakers.all().map { it.name() }).containsExactly("sales_api", "stock_api")
        val sales = breakers.get("sales_api")
        assertThat(catchThrowable { sales.run { error("a bug") } }).isNotNull()
        assertThat(sales.isOpen).isFalse()
        assertThat(catchThrowable { sales.run { throw IOException("gone") } }).isNotNull()
        assertThat(sales.status().remaining).isEqualTo(30.seconds.toJavaDuration())
        assertThat(store.list()).hasSize(1)
    }

    @Test
    fun aRefusedOptionOfARegistryNamesItsService() {
        assertThatIllegalArgumentException()
            .isThrownBy { breakerRegistry { service("sales_api") { openFor(Duration.INFINITE) } } }
            .withMessageContaining("sales_api")
            .withStackTraceContaining("openFor must be finite")
    }
}
