package dev.failfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of the documentation show only what compiles, and name no test that does not exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @ParameterizedTest
    @CsvSource({
        "java, '', .java", // compiled; what is a test is run
        "kotlin, '', .kt",
        "sql, db/ops, .sql" // each file is run by a test
    })
    void eachExampleStandsInASourceThatTheBuildHas(String language, String folder, String suffix) throws IOException {
        List<String> sources = contents(ROOT.resolve(folder), suffix).stream()
                .map(ReadmeTest::squeezed)
                .toList();
        List<String> blocks = contents(ROOT, ".md").stream()
                .flatMap(page -> blocks(page, language))
                .toList();

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            assertThat(sources).as(block).anyMatch(source -> source.contains(squeezed(block)));
        }
    }

    @Test
    void eachCommandIsRunByTheGate() throws IOException {
        String gate = Files.readString(ROOT.resolve(".ci/run"));

        assertThat(blocks(Files.readString(ROOT.resolve("README.md")), "sh"))
                .hasSize(2)
                .allSatisfy(command -> assertThat(gate).contains("'" + command.strip() + "'"));
    }

    @Test
    void eachTestThatAPageNamesExists() throws IOException {
        List<String> tests = contents(ROOT, "Test.java", "Test.kt", "StoreContract.java");
        List<MatchResult> named =
                TEST.matcher(String.join("\n", contents(ROOT, ".md"))).results().toList();

        assertThat(named).hasSizeGreaterThan(30);
        for (MatchResult test : named) {
            String method = test.group(2);
            assertThat(tests)
                    .as(test.group())
                    .anyMatch(source -> Pattern.compile("class " + test.group(1) + "\\b")
                                    .matcher(source)
                                    .find()
                            && (method == null || source.contains(" " + method + "(")));
        }
    }

    private static Stream<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2));
    }

    /** Where lines break is the formatter's business. */
    private static String squeezed(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining()).replace(" ", "");
    }

    private static List<String> contents(Path folder, String... suffixes) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(file -> Stream.of(suffixes)
                            .anyMatch(suffix -> file.getFileName().toString().endsWith(suffix)))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
            List<String> contents = new ArrayList<>();
            for (Path file : found) {
                contents.add(Files.readString(file));
            }
            return contents;
        }
    }
}
