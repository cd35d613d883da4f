package dev.failfast.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged, which tests otherwise see on the console. Of one test at a time. */
final class Logged {
    interface Action {
        void run() throws Exception;
    }

    private Logged() {}

    /** By any thread while the action runs. */
    static String by(Action action) throws Exception {
        PrintStream console = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(console);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
