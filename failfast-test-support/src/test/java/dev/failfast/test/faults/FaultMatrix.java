package dev.failfast.test.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The results as a table for people. */
final class FaultMatrix {
    private static final Path FILE = Path.of("target", "fault-matrix.md");
    private static final Path DOCS = Path.of("..", "docs", "correctness.md");
    private static final String BEGIN = "<!-- fault matrix: begin -->\n";
    private static final String END = "<!-- fault matrix: end -->\n";

    private FaultMatrix() {}

    /** To a file of this build and, if the system property {@code failfast.docs} is true, into the documentation. */
    static void write(List<Result> results, String postgres) throws IOException {
        String table = Result.HEADER
                + results.stream().map(Result::row).collect(Collectors.joining())
                + "\n" + machine() + ", PostgreSQL " + postgres + ".\n";
        Files.writeString(FILE, table);
        if (Boolean.getBoolean("failfast.docs")) {
            String docs = Files.readString(DOCS);
            assertThat(docs).containsSubsequence(BEGIN, END);
            Files.writeString(
                    DOCS,
                    docs.substring(0, docs.indexOf(BEGIN) + BEGIN.length())
                            + table
                            + docs.substring(docs.indexOf(END)));
        }
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", JDK " + System.getProperty("java.version");
    }
}
