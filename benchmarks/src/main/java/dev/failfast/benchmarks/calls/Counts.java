package dev.failfast.benchmarks.calls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * How many calls reached the guarded service and how many were rejected, told by the threads of a fork to the run that
 * started it.
 */
record Counts(long called, long rejected) {
    static final String FILE = "bench.counts";

    /** Of one thread, in the fork. */
    static void add(long called, long rejected) {
        String file = System.getProperty(FILE);
        if (file == null) {
            return;
        }
        try {
            Files.writeString(
                    Path.of(file),
                    called + " " + rejected + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all threads, when the fork has ended. */
    static Counts read(Path file) throws IOException {
        long called = 0;
        long rejected = 0;
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] words = line.split(" ", 2);
            called += Long.parseLong(words[0]);
            rejected += Long.parseLong(words[1]);
        }
        return new Counts(called, rejected);
    }
}
