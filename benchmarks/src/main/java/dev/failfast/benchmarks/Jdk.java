package dev.failfast.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK of this machine.
 *
 * @param major 17
 * @param version 17.0.15
 * @param home where it is
 */
public record Jdk(int major, String version, Path home) {
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");
    private static final int OLDEST = 17;

    /** The oldest that is supported and the newest there is; one if they are the same. */
    static List<Jdk> oldestAndNewest() throws IOException {
        List<Jdk> found = new ArrayList<>();
        found.add(at(Path.of(System.getProperty("java.home"))));
        if (Files.isDirectory(USUAL_PLACE)) {
            try (Stream<Path> homes = Files.list(USUAL_PLACE)) {
                for (Path home : homes.sorted().toList()) {
                    if (Files.isExecutable(home.resolve("bin/java")) && Files.isRegularFile(home.resolve("release"))) {
                        found.add(at(home));
                    }
                }
            }
        }
        List<Jdk> supported = found.stream()
                .filter(jdk -> jdk.major >= OLDEST)
                .sorted(Comparator.comparingInt(Jdk::major))
                .toList();
        Jdk oldest = supported.get(0);
        Jdk newest = supported.get(supported.size() - 1);
        return newest.major == oldest.major ? List.of(oldest) : List.of(oldest, newest);
    }

    static Jdk at(Path home) throws IOException {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return new Jdk(Integer.parseInt(version.replaceFirst("[^0-9].*$", "")), version, home);
    }

    public Path java() {
        return home.resolve("bin/java");
    }

    @Override
    public String toString() {
        return "JDK " + major;
    }
}
