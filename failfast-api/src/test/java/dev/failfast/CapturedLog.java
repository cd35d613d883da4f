package dev.failfast;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged, instead of on the console. Of one test at a time. */
final class CapturedLog {
    interface Body {
        void run() throws Exception;
    }

    private CapturedLog() {}

    /** Runs a body; returns what all threads logged meanwhile. */
    static String during(Body body) throws Exception {
        PrintStream console = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            System.setErr(console);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
