package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The launcher's side of a {@link Host}. */
final class HostProcess implements AutoCloseable {
    /** The timeline says what matters; and a pool that cannot connect would log who could not. */
    static final Map<String, String> QUIET = Map.of(
            "org.slf4j.simpleLogger.defaultLogLevel", "error",
            "org.slf4j.simpleLogger.log.com.zaxxer.hikari", "off");

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final Thread reader;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean done;

    private HostProcess(String name, Process process, Consumer<Report> reports, Consumer<String> complaints) {
        this.name = name;
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.reader = read(process.getInputStream(), line -> {
            Report report = Report.parse(name, line).orElse(null);
            if (report == null) {
                complaints.accept(line);
            } else {
                accept(report, reports);
            }
        });
        read(process.getErrorStream(), complaints);
    }

    /** Starts a JVM on the class path of this one. */
    static HostProcess start(
            String name, Map<String, String> settings, Consumer<Report> reports, Consumer<String> complaints)
            throws IOException {
        ProcessBuilder builder = Jvm.running(Host.class, QUIET);
        builder.environment().put(Host.NAME, name);
        builder.environment().putAll(settings);
        return new HostProcess(name, builder.start(), reports, complaints);
    }

    private void accept(Report report, Consumer<Report> reports) {
        if (report instanceof Event event && event.kind() == Event.Kind.READY) {
            ready.countDown();
        } else if (report instanceof Event event && event.kind() == Event.Kind.DONE) {
            done = true;
        } else {
            reports.accept(report);
        }
    }

    private Thread read(InputStream stream, Consumer<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        in.lines().forEach(lines);
                    } catch (IOException | UncheckedIOException e) {
                        // Closed because we are through with it.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    void awaitReady() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            if (ready.await(100, TimeUnit.MILLISECONDS)) {
                return;
            }
            if (!process.isAlive()) {
                throw new DemoException(name + " died at its start with exit code " + process.exitValue());
            }
        }
        throw new DemoException(name + " is not ready after 30 s");
    }

    void tell(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
    }

    /** Waits for the host to have told all. */
    void awaitDone() throws InterruptedException {
        reader.join(10_000);
        if (!done) {
            throw new DemoException(name + " did not come to its end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
