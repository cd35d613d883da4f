package dev.failfast.kotlin

import java.nio.file.Files
import java.nio.file.Path
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.common.ExitCode
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/**
 * What must not compile, each beside what differs from it in that one place and must compile
 * without a warning, so that a class path or a flag that is wrong cannot pass for a rejection.
 */
class RejectedByTheCompilerTest {
    enum class Mistake(val right: String, val wrong: String, val diagnostic: String) {
        NULL_NAME(
            "fun f() = Breaker.named(\"sales_api\")",
            "fun f() = Breaker.named(null)",
            nullFor("String"),
        ),
        NULLABLE_NAME(
            "fun f(name: String) = Breaker.named(name)",
            "fun f(name: String?) = Breaker.named(name)",
            argument("String"),
        ),
        NULL_STORE(
            "fun f(b: BreakerBuilder) = b.store(Store.inProcess())",
            "fun f(b: BreakerBuilder) = b.store(null)",
            nullFor("Store"),
        ),
        NULL_CLOCK(
            "fun f() = Store.inProcess(InstantSource.system())",
            "fun f() = Store.inProcess(null)",
            nullFor("InstantSource"),
        ),
        NULL_OPEN_FOR(
            "fun f(b: BreakerBuilder) = b.openFor(Duration.ZERO)",
            "fun f(b: BreakerBuilder) = b.openFor(null)",
            nullFor("Duration"),
        ),
        NULL_IN_TRIP_ON(
            "fun f(b: BreakerBuilder) = b.tripOn(IOException::class.java)",
            "fun f(b: BreakerBuilder) = b.tripOn(IOException::class.java, null)",
            nullFor("Class<out Throwable>"),
        ),
        TRIP_ON_WHAT_CANNOT_BE_THROWN(
            "fun f(b: BreakerBuilder) = b.tripOn(IOException::class.java)",
            "fun f(b: BreakerBuilder) = b.tripOn(String::class.java)",
            "Argument type mismatch",
        ),
        RULE_FOR_A_RESULT_OF_ANOTHER_TYPE(
            "fun f(b: BreakerBuilder) = b.tripOnResult(String::class.java) { it.length > 1 }",
            "fun f(b: BreakerBuilder) = b.tripOnResult(Any::class.java) { it.length > 1 }",
            "Unresolved reference 'length'",
        ),
        NULL_LISTENER(
            "fun f(b: BreakerBuilder) = b.listener(object : BreakerListener {})",
            "fun f(b: BreakerBuilder) = b.listener(null)",
            nullFor("BreakerListener"),
        ),
        LISTENER_THAT_EXPECTS_NULL(
            "class L : BreakerListener { override fun onHeal(service: String) {} }",
            "class L : BreakerListener { override fun onHeal(service: String?) {} }",
            "'onHeal' overrides nothing",
        ),
        NULL_TO_FORCE_OPEN(
            "fun f(b: Breaker) = b.forceOpen()",
            "fun f(b: Breaker) = b.forceOpen(null)",
            nullFor("Duration"),
        ),
        NULL_RESULT_OF_CALL(
            "fun f(b: Breaker) { val s: String? = b.call<String?> { null } }",
            "fun f(b: Breaker) { val s: String = b.call<String?> { null } }",
            initializer("String"),
        ),
        NULLABLE_RESULT_IN_CALL(
            "fun f(b: Breaker, s: String): String = b.call { s }",
            "fun f(b: Breaker, s: String?): String = b.call { s }",
            "Return type mismatch: expected 'String!', actual 'String?'",
        ),
        NULLABLE_RESULT_IN_GET(
            "fun f(b: Breaker, s: String): String = b.get { s }",
            "fun f(b: Breaker, s: String?): String = b.get { s }",
            "Return type mismatch: expected 'String', actual 'String?'",
        ),
        INFERRED_RESULT_IS_NULLABLE(
            "fun f(b: Breaker, s: String?) = b.get { s }?.length",
            "fun f(b: Breaker, s: String?) = b.get { s }.length",
            receiver("String"),
        ),
        NULLABLE_RESULT_OF_A_FUTURE(
            "fun f(b: Breaker, s: String): String = " +
                "b.callAsync { CompletableFuture.completedFuture(s) }.join()",
            "fun f(b: Breaker, s: String?): String = " +
                "b.callAsync { CompletableFuture.completedFuture(s) }.join()",
            "Return type mismatch: expected 'String', actual 'String?'",
        ),
        RESULT_OF_RUN(
            "fun f(b: Breaker): Int = b.get { 42 }",
            "fun f(b: Breaker): Int = b.run { 42 }",
            "Return type mismatch: expected 'Int', actual 'Unit'",
        ),
        RETURN_OUT_OF_A_CALL(
            "fun f(b: Breaker): Int = b.get { return@get 42 }",
            "fun f(b: Breaker): Int = b.get { return 42 }",
            "'return' is prohibited here",
        ),
        SUSPENDING_IN_A_CALL(
            "suspend fun f(b: Breaker) = b.acquire().use { delay(1) }",
            "suspend fun f(b: Breaker) = b.call { delay(1) }",
            "Suspension functions can only be called within coroutine body",
        ),
        CALL_CHECKED_WITHOUT_ITS_TYPES(
            "fun f(b: Breaker) = b.callChecked<String, IOException> { \"answer\" }",
            "fun f(b: Breaker) = b.callChecked { \"answer\" }",
            "Cannot infer type for type parameter 'X'",
        ),
        RUN_CHECKED_WITHOUT_ITS_TYPE(
            "fun f(b: Breaker) = b.runChecked<IOException> {}",
            "fun f(b: Breaker) = b.runChecked {}",
            "Cannot infer type for type parameter 'X'",
        ),
        CALL_INTERRUPTIBLY_WITHOUT_ITS_TYPES(
            "fun f(b: Breaker) = b.callInterruptibly<String, IOException> { \"answer\" }",
            "fun f(b: Breaker) = b.callInterruptibly { \"answer\" }",
            "Cannot infer type for type parameter 'X'",
        ),
        PERMIT_THAT_MAY_BE_MISSING(
            "fun f(b: Breaker) { val permit: Permit? = b.tryAcquire() }",
            "fun f(b: Breaker) { val permit: Permit = b.tryAcquire() }",
            initializer("Permit"),
        ),
        USE_OF_A_PERMIT_THAT_MAY_BE_MISSING(
            "fun f(b: Breaker) = b.tryAcquire()?.use { it.succeeded() }",
            "fun f(b: Breaker) = b.tryAcquire().use { it.succeeded() }",
            receiver("Permit"),
        ),
        NULL_FAILURE(
            "fun f(p: Permit) = p.failed()",
            "fun f(p: Permit) = p.failed(null)",
            nullFor("Throwable"),
        ),
        UNTIL_WITHOUT_A_CHECK(
            "fun f(s: Breaker.Status) = s.until?.isAfter(Instant.EPOCH)",
            "fun f(s: Breaker.Status) = s.until.isAfter(Instant.EPOCH)",
            receiver("Instant"),
        ),
        SINCE_WITHOUT_A_CHECK(
            "fun f(s: Breaker.Status) = s.since?.isAfter(Instant.EPOCH)",
            "fun f(s: Breaker.Status) = s.since.isAfter(Instant.EPOCH)",
            receiver("Instant"),
        ),
        // A property of a Java record is a call, which could answer otherwise the next time.
        CHECK_OF_A_PROPERTY_INSTEAD_OF_A_VALUE(
            "fun f(s: Breaker.Status) { s.until.let { if (it != null) it.isAfter(Instant.EPOCH) } }",
            "fun f(s: Breaker.Status) { s.let { if (it.until != null) it.until.isAfter(Instant.EPOCH) } }",
            receiver("Instant"),
        ),
        REASON_WITHOUT_A_CHECK(
            "fun f(s: Breaker.Status) = s.reason.orEmpty().length",
            "fun f(s: Breaker.Status) = s.reason.length",
            receiver("String"),
        ),
        TRIPPED_BY_WITHOUT_A_CHECK(
            "fun f(s: Breaker.Status) = s.trippedBy.orEmpty().length",
            "fun f(s: Breaker.Status) = s.trippedBy.length",
            receiver("String"),
        ),
        ROW_THAT_MAY_BE_MISSING(
            "fun f(s: Store) = s.read(\"sales_api\")?.state",
            "fun f(s: Store) = s.read(\"sales_api\").state",
            receiver("Breaker.Status"),
        ),
        NULLABLE_REASON_OF_A_TRIP(
            "fun f(s: Store, why: String) = s.trip(\"sales_api\", Duration.ZERO, why)",
            "fun f(s: Store, why: String?) = s.trip(\"sales_api\", Duration.ZERO, why)",
            argument("String"),
        ),
        FENCE_THAT_MAY_BE_MISSING(
            "fun f(s: Store) = s.claim(\"a\", Duration.ZERO)?.let { s.heal(\"a\", it) }",
            "fun f(s: Store) = s.claim(\"a\", Duration.ZERO).let { s.heal(\"a\", it) }",
            argument("Instant"),
        ),
        STORE_THAT_FORGETS_UNTIL_FURTHER_NOTICE(
            "class S(s: Store) : Store by s { " +
                "override fun force(name: String, openFor: Duration?, reason: String) {} }",
            "class S(s: Store) : Store by s { " +
                "override fun force(name: String, openFor: Duration, reason: String) {} }",
            "'force' overrides nothing",
        ),
        NULL_NAME_FOR_A_REGISTRY(
            "fun f(r: BreakerRegistry) = r.get(\"sales_api\")",
            "fun f(r: BreakerRegistry) = r.get(null)",
            nullFor("String"),
        ),
        BREAKER_THAT_MAY_BE_MISSING(
            "fun f(r: BreakerRegistry) = r.find(\"sales_api\")?.isOpen",
            "fun f(r: BreakerRegistry) = r.find(\"sales_api\").isOpen",
            receiver("Breaker"),
        ),
        NULL_TO_GUARD(
            "fun f(r: BreakerRegistry, a: AutoCloseable) = r.guard(AutoCloseable::class.java, a)",
            "fun f(r: BreakerRegistry, a: AutoCloseable?) = r.guard(AutoCloseable::class.java, a)",
            argument("AutoCloseable"),
        ),
        NULL_STORE_TO_WRAP(
            "fun f(s: Store) = OutageStore(s)",
            "fun f(s: Store?) = OutageStore(s)",
            argument("Store"),
        ),
        NULL_RETRY_AFTER(
            "fun f() = FailfastException(\"sales_api\", Duration.ofSeconds(1))",
            "fun f() = FailfastException(\"sales_api\", null)",
            nullFor("Duration"),
        );

        val file = "$name.kt"

        fun source(body: String) = "package ${name.lowercase()}\n$IMPORTS\n$body\n"
    }

    @ParameterizedTest
    @EnumSource
    fun isRejectedForTheReasonGiven(mistake: Mistake) {
        assertThat(wrong.messages(mistake.file))
            .singleElement()
            .asString()
            .contains(mistake.diagnostic)
    }

    @ParameterizedTest
    @EnumSource
    fun itsCounterpartCompiles(mistake: Mistake) {
        assertThat(right.messages(mistake.file)).isEmpty()
    }

    @Test
    fun theCompilerCameToItsEndBothTimes() {
        assertThat(right.messages(null)).isEmpty()
        assertThat(right.exitCode).isEqualTo(ExitCode.OK)
        assertThat(wrong.messages(null)).isEmpty()
        assertThat(wrong.exitCode).isEqualTo(ExitCode.COMPILATION_ERROR)
        Files.walk(directory.resolve("right/classes")).use { files ->
            val packages = files.filter { it.toString().endsWith(".class") }.map { it.parent }
            assertThat(packages.distinct().count()).isEqualTo(Mistake.entries.size.toLong())
        }
    }

    companion object {
        private val IMPORTS =
            listOf(
                    "dev.failfast.*",
                    "java.io.IOException",
                    "java.time.Duration",
                    "java.time.Instant",
                    "java.time.InstantSource",
                    "java.util.concurrent.CompletableFuture",
                    "kotlinx.coroutines.delay",
                )
                .joinToString("\n") { "import $it" }

        private lateinit var directory: Path
        private lateinit var right: Compilation
        private lateinit var wrong: Compilation

        @BeforeAll
        @JvmStatic
        fun compile(@TempDir temporary: Path) {
            directory = temporary
            right = compile("right") { it.right }
            wrong = compile("wrong") { it.wrong }
        }

        private fun compile(name: String, body: (Mistake) -> String): Compilation =
            KotlinCompiler.compile(
                Mistake.entries.associate { it.file to it.source(body(it)) },
                directory.resolve(name),
            )

        private fun nullFor(type: String) = "Null cannot be a value of a non-null type '$type'"

        private fun argument(type: String) =
            "Argument type mismatch: actual type is '$type?', but '$type' was expected"

        private fun initializer(type: String) =
            "Initializer type mismatch: expected '$type', actual '$type?'"

        private fun receiver(type: String) =
            "Only safe (?.) or non-null asserted (!!.) calls are allowed " +
                "on a nullable receiver of type '$type?'"
    }
}
