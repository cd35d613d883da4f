package dev.failfast.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On what it was measured. */
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String processor() {
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("^.*:\\s*", ""))
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException | UncheckedIOException e) {
            return "unknown processor";
        }
    }

    static String description() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        String memory = system instanceof com.sun.management.OperatingSystemMXBean known
                ? ", " + Math.round(known.getTotalMemorySize() / (double) (1 << 30)) + " GiB"
                : "";
        return processor() + ", " + system.getAvailableProcessors() + " cores" + memory + ", " + system.getName() + " "
                + system.getVersion();
    }

    /** How many threads wanted a core during the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** What the build says of the libraries. */
    static String versions(Settings settings) {
        Properties versions = new Properties();
        try (InputStream in = Objects.requireNonNull(Machine.class.getResourceAsStream("versions.properties"))) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String libraries = versions.stringPropertyNames().stream()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .map(name -> name.replace('_', ' ') + " " + versions.getProperty(name))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s; %s",
                settings.jdks().stream().map(jdk -> "JDK " + jdk.version()).collect(Collectors.joining(" and ")),
                libraries);
    }
}
