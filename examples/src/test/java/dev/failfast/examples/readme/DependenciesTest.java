package dev.failfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/dependencies.md shows what an application inherits from each artifact, as Maven resolved it in this build. */
class DependenciesTest {
    private static final Path ROOT = Path.of("..");

    /** Ours are shown each by itself. */
    private static final Pattern LINE = Pattern.compile("(?<indent>[|+\\\\ -]*)(?<name>[\\w.-]+:[\\w.-]+):.*");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failfast-api",
                "failfast-jdbc",
                "db",
                "failfast-test-support",
                "failfast-kotlin",
                "failfast-micrometer",
                "failfast-spring-boot-starter"
            })
    void thePageShowsWhatAnApplicationInherits(String module) throws IOException {
        String artifact = module.equals("db") ? "failfast-db" : module;

        assertThat(shown(artifact))
                .as("docs/dependencies.md, what stands below ## %s", artifact)
                .isEqualTo(inherited(module));
    }

    private static String shown(String artifact) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/dependencies.md"));
        Matcher block = Pattern.compile(
                        "^## " + artifact + "$.*?^```text\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page);
        return block.find() ? block.group(1) : "";
    }

    /** Without versions, and without what is optional and so stays with us. */
    private static String inherited(String module) throws IOException {
        Path tree = ROOT.resolve(module).resolve("target/dependency-tree.txt");
        assertThat(tree).as("written by mvn verify of the whole project").exists();
        List<String> lines = new ArrayList<>();
        int optional = Integer.MAX_VALUE;
        for (String line : Files.readAllLines(tree)) {
            Matcher matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            int depth = matcher.group("indent").length() / 3;
            if (depth > optional) {
                continue;
            }
            optional = line.contains("(optional)") ? depth : Integer.MAX_VALUE;
            if (optional > depth) {
                lines.add("  ".repeat(depth) + matcher.group("name"));
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
