package dev.failfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that people write, with blocks in it that the run writes: between {@code <!-- NAME -->} and {@code <!-- end of
 * NAME -->}, each on a line of its own.
 */
public final class Document {
    private final Path file;

    public Document(Path file) {
        this.file = file;
    }

    /** Replaces one block and leaves the rest as it is; a block that is not there yet comes last. */
    public void replace(String name, String content) throws IOException {
        Files.writeString(file, replace(Files.readString(file), name, content));
    }

    static String replace(String text, String name, String content) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end, from);
        if (from < 0 || to < 0) {
            // After minutes of measuring this is no time to complain.
            return replace(text.stripTrailing() + "\n\n" + begin + end + "\n", name, content);
        }
        // A table needs an empty line before it.
        return text.substring(0, from + begin.length()) + "\n" + content.strip() + "\n\n" + text.substring(to);
    }
}
