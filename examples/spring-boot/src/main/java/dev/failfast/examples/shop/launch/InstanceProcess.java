package dev.failfast.examples.shop.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The launcher's side of an {@link Instance}: a JVM on the class path of this one. */
final class InstanceProcess implements AutoCloseable {
    /** Far longer than it takes, even on a machine that is busy elsewhere. */
    private static final int START_SECONDS = 120;

    private static final int END_SECONDS = 10;

    private final String name;
    private final URI url;
    private final Process process;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    private InstanceProcess(String name, URI url, Process process) {
        this.name = name;
        this.url = url;
        this.process = process;
    }

    /** Does not wait until it has started. */
    static InstanceProcess start(
            String name, URI url, List<String> arguments, Map<String, String> environment, Consumer<String> log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                Instance.class.getName(),
                "--server.port=" + url.getPort(),
                "--shop.name=" + name);
        builder.command().addAll(arguments);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        InstanceProcess instance =
                new InstanceProcess(name, url, builder.redirectErrorStream(true).start());
        Thread reader = new Thread(() -> instance.read(log), name);
        reader.setDaemon(true);
        reader.start();
        return instance;
    }

    String name() {
        return name;
    }

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    private void read(Consumer<String> log) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                if (line.equals(Instance.STARTED)) {
                    started.complete(true);
                } else {
                    log.accept(line);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            // It is being ended.
        }
        started.complete(false);
        log.accept(name + " has ended");
    }

    void awaitStart() throws InterruptedException {
        boolean there;
        try {
            there = started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            there = false;
        }
        if (!there) {
            throw new LaunchException(name + " does not start; is port " + url.getPort() + " free?");
        }
    }

    /** Its input ends, and with it the instance; does not wait for that. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    @Override
    public void close() {
        end();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
