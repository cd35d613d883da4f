package dev.failfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where results go, as soon as they are there: to the terminal, to the blocks of {@code performance.md}, as pictures
 * beside it, and raw to a file of tab-separated values.
 */
public final class Report {
    private record Seen(String measured, boolean met) {}

    private final Path folder;
    private final Path raw;
    private final Document document;
    private final Instant start = Instant.now();
    private final List<Growth> growths = new ArrayList<>();
    private final Map<Requirement, Seen> seen = new EnumMap<>(Requirement.class);

    /**
     * Begins.
     *
     * @param folder where {@code performance.md} is
     * @param raw the file for raw values, which begins anew
     */
    public Report(Path folder, Path raw) throws IOException {
        this.folder = folder;
        this.raw = raw;
        this.document = new Document(folder.resolve("performance.md"));
        Files.createDirectories(folder.resolve("performance"));
        Files.deleteIfExists(raw);
    }

    /** A line for whoever waits. */
    public void say(String format, Object... values) {
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        System.out.printf(
                Locale.ROOT, "%02d:%02d  %s%n", seconds / 60, seconds % 60, String.format(Locale.ROOT, format, values));
    }

    /** One measurement, as it came. */
    public void raw(Object... values) {
        StringBuilder line = new StringBuilder();
        for (Object value : values) {
            line.append(line.length() == 0 ? "" : "\t").append(value);
        }
        try {
            Files.writeString(raw, line.append('\n'), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            say("cannot write to %s: %s", raw, e);
        }
    }

    public void table(String name, Table table) throws IOException {
        block(name, table.markdown());
    }

    public void block(String name, String markdown) throws IOException {
        System.out.printf("%n%s%n", markdown);
        document.replace(name, markdown);
    }

    public void picture(String name, String svg) throws IOException {
        Files.writeString(folder.resolve("performance").resolve(name + ".svg"), svg);
    }

    /** What was seen of a requirement; the table of them is written anew each time. */
    public void judge(Requirement requirement, String measured, boolean met) throws IOException {
        // Of several, one that was not met is what counts.
        seen.merge(requirement, new Seen(measured, met), (before, now) -> before.met() ? now : before);
        document.replace("requirements", requirements().markdown());
    }

    public Table requirements() {
        Table table = new Table("requirement", "required", "measured", "met");
        for (Requirement requirement : Requirement.values()) {
            Seen result = seen.get(requirement);
            table.row(
                    requirement.what(),
                    requirement.limit(),
                    result == null ? "not in this run" : result.measured(),
                    result == null ? "" : result.met() ? "yes" : "**no**");
        }
        return table;
    }

    /** How things grow; the table of all of them is written anew each time. */
    public void growth(List<Growth> more) throws IOException {
        more.stream().filter(Growth::isKnown).forEach(growths::add);
        document.replace("growth", growths().markdown());
        more.stream()
                .filter(Growth::isFasterThanLinear)
                .forEach(growth -> say("GROWS FASTER THAN LINEARLY: %s", growth.what()));
    }

    public Table growths() {
        Table table = new Table("what", "grows with", "order", "that is");
        for (Growth growth : growths) {
            table.row(growth.what(), growth.range(), growth.orders(), growth.verdict());
        }
        return table;
    }

    public boolean allMet() {
        return seen.values().stream().allMatch(Seen::met);
    }

    public Path folder() {
        return folder;
    }
}
