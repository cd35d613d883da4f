package dev.failfast.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/web.md shows only what compiles. */
class WebPageTest {
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void eachExampleStandsInASourceThatTheBuildHas() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../../docs/web.md")))
                .results()
                .map(block -> unindented(block.group(1)))
                .toList();
        List<String> sources = sources();

        assertThat(blocks).hasSizeGreaterThan(5);
        for (String block : blocks) {
            assertThat(sources).as(block).anyMatch(source -> source.contains(block));
        }
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile).map(WebPageTest::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return unindented(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
