package dev.failfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one can say on the command line.
 *
 * @param module the folder of this module
 * @param quick {@code -Dbench.quick=true}: shows that everything works; its numbers are worth nothing
 * @param parts {@code -Dbench.parts=calls,hosts}: only these
 * @param jdks {@code -Dbench.jdks=/path,/path}: else the oldest that is supported and the newest there is
 */
public record Settings(Path module, boolean quick, Set<String> parts, List<Jdk> jdks) {

    static Settings read(Path module, Set<String> allParts) throws IOException {
        String quick = value("bench.quick");
        String parts = value("bench.parts");
        String homes = value("bench.jdks");
        Set<String> chosen = parts == null ? allParts : new LinkedHashSet<>(Arrays.asList(parts.split(",")));
        if (!allParts.containsAll(chosen)) {
            throw new IllegalArgumentException("bench.parts must be of " + allParts + ", was " + chosen);
        }
        List<Jdk> jdks = homes == null ? Jdk.oldestAndNewest() : jdks(homes.split(","));
        return new Settings(module.toAbsolutePath().normalize(), Boolean.parseBoolean(quick), Set.copyOf(chosen), jdks);
    }

    private static List<Jdk> jdks(String... homes) throws IOException {
        Jdk[] jdks = new Jdk[homes.length];
        for (int i = 0; i < homes.length; i++) {
            jdks[i] = Jdk.at(Path.of(homes[i]));
        }
        return List.of(jdks);
    }

    private static @Nullable String value(String option) {
        String value = System.getProperty(option);
        // What Maven was not given comes as the name of the variable.
        return value == null || value.isBlank() || value.startsWith("${") ? null : value;
    }

    /** For what is not kept. */
    public Path scratch() {
        return module.resolve("target/performance");
    }

    /** The project's documents; for a run that is not complete, copies of them that nobody takes for results. */
    Path documents(boolean complete) throws IOException {
        Path docs = module.resolveSibling("docs");
        Files.createDirectories(scratch());
        if (complete) {
            return docs;
        }
        Files.copy(
                docs.resolve("performance.md"),
                scratch().resolve("performance.md"),
                StandardCopyOption.REPLACE_EXISTING);
        return scratch();
    }
}
