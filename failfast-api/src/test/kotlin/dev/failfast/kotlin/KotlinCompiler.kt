package dev.failfast.kotlin

import dev.failfast.Breaker
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.name
import kotlin.io.path.writeText
import kotlinx.coroutines.Job
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments
import org.jetbrains.kotlin.cli.common.arguments.parseCommandLineArguments
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.jetbrains.kotlin.config.Services
import org.jspecify.annotations.NullMarked

/** What the compiler said of some files. */
class Compilation(val exitCode: ExitCode, private val messages: Map<String?, List<String>>) {
    /** Errors and warnings of one file; of null: those that belong to none. */
    fun messages(file: String?): List<String> = messages[file].orEmpty()
}

/** Compiles Kotlin in this process, with the flags of the build. */
object KotlinCompiler {
    private val classPath =
        listOf(Breaker::class, NullMarked::class, Unit::class, Job::class).joinToString(
            System.getProperty("path.separator")
        ) {
            Path.of(it.java.protectionDomain.codeSource.location.toURI()).toString()
        }

    /**
     * All [sources], text by file name, in one go: starting the compiler costs more than they do.
     */
    fun compile(sources: Map<String, String>, directory: Path): Compilation {
        val files =
            sources.map { (name, text) ->
                directory.createDirectories().resolve(name).apply { writeText(text) }.toString()
            }
        val arguments = K2JVMCompilerArguments()
        parseCommandLineArguments(
            listOf("-no-stdlib", "-no-reflect", "-jvm-target", "17") +
                listOf("-Werror", "-Xjspecify-annotations=strict") +
                listOf("-cp", classPath, "-d", directory.resolve("classes").toString()) +
                files,
            arguments,
        )
        val collector = Messages()
        val exitCode = K2JVMCompiler().exec(collector, Services.EMPTY, arguments)
        return Compilation(exitCode, collector.byFile)
    }

    private class Messages : MessageCollector {
        val byFile = mutableMapOf<String?, MutableList<String>>()
        private var errors = false

        override fun clear() = byFile.clear()

        override fun hasErrors() = errors

        override fun report(
            severity: CompilerMessageSeverity,
            message: String,
            location: CompilerMessageSourceLocation?,
        ) {
            errors = errors || severity.isError
            if (severity.isError || severity.isWarning) {
                byFile.getOrPut(location?.path?.let { Path.of(it).name }) { mutableListOf() } +=
                    message
            }
        }
    }
}
