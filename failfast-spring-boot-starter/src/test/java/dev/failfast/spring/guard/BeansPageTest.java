package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/spring-boot.md shows of beans compiles; that it works is shown by {@link HttpExchangeTest}. */
class BeansPageTest {
    private static final Pattern SECTION =
            Pattern.compile("^## @Failfast on beans\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void itsExampleIsTheOneThatIsCompiled() throws IOException {
        String page = Files.readString(Path.of("../docs/spring-boot.md"));
        String source = Files.readString(Path.of("src/test/java/dev/failfast/spring/guard/example/InvoiceClient.java"));

        List<String> blocks = SECTION.matcher(page)
                .results()
                .flatMap(section -> BLOCK.matcher(section.group(1)).results())
                .map(block -> unindented(block.group(1)))
                .toList();

        assertThat(blocks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(unindented(source)).contains(block));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
