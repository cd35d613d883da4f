package dev.failfast.kotlin

import java.nio.file.Path
import kotlin.io.path.readText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** docs/kotlin.md shows only what stands in the samples, which are compiled and run. */
class DocumentationTest {
    private val page = Path.of("../docs/kotlin.md").readText()
    private val samples =
        Path.of("src/test/kotlin/dev/failfast/kotlin/samples/Samples.kt").readText()

    private fun unindented(text: String) = text.trim().lines().joinToString("\n") { it.trim() }

    @Test
    fun eachExampleStandsInTheSamples() {
        val blocks =
            Regex(
                    "^```kotlin\n(.*?)^```$",
                    setOf(RegexOption.MULTILINE, RegexOption.DOT_MATCHES_ALL),
                )
                .findAll(page)
                .map { it.groupValues[1] }
                .toList()

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(6)
        for (block in blocks) {
            assertThat(unindented(samples)).contains(unindented(block))
        }
    }
}
