package dev.failfast.model;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Keeps the log, which tells of each trip, off the console for a while. */
final class Muted {
    private Muted() {}

    static <T> T get(Supplier<T> noisy) {
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return noisy.get();
        } finally {
            System.setErr(err);
        }
    }
}
