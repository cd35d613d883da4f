package dev.failfast.db.testing;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that nobody else uses and that one may hurt: a data directory and a port of its own, the newest
 * version that the library is tested with. It takes about 3 s to start and is gone with all its files when it is
 * closed, at the latest when the JVM ends. Only for Linux. Not safe for use by many threads.
 */
public final class FaultyPostgres implements AutoCloseable {
    private static final long SECONDS = 60;

    private final Path folder;
    private final Path data;
    private final Path log;
    private final PostgresServer server;
    private final Path controller;
    private final Thread atExit = new Thread(this::close);
    private boolean closed;

    /**
     * Starts one.
     *
     * @param maxConnections how many clients it takes, three of them superusers
     */
    public FaultyPostgres(int maxConnections) {
        try {
            folder = Files.createTempDirectory("failfast-faulty-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        data = folder.resolve("data");
        log = folder.resolve("server.log");
        server = new PostgresServer(PostgresServer.builder()
                .setDataDirectory(data)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                // Embedded servers do without it, and forget commits when they are killed.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", Integer.toString(maxConnections)));
        Runtime.getRuntime().addShutdownHook(atExit);
        // Beside the program that it is an instance of.
        controller = Path.of(postmaster().info().command().orElseThrow()).resolveSibling("pg_ctl");
    }

    /**
     * As {@link PostgresServer#freshDatabase()}.
     *
     * @return an empty database
     */
    public FreshDatabase freshDatabase() {
        return server.freshDatabase();
    }

    /**
     * The version of the server.
     *
     * @return say 18.6
     */
    public String version() {
        return server.version();
    }

    /**
     * How often something stands in the server's log, which has a line for each error that a client was told of.
     *
     * @param text to be looked for
     * @return how many lines have it
     */
    public long logged(String text) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hangs: all of its processes are stopped where they stand, connections stay. */
    public void pause() {
        ProcessHandle postmaster = postmaster();
        signal("STOP", List.of(postmaster)); // first, so that there will be no new ones
        signal("STOP", postmaster.descendants().toList());
    }

    /** Goes on where it was paused. */
    public void resume() {
        signal("CONT", processes());
    }

    /** Dies at once: no process of it may tidy up. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        signal("KILL", processes);
        for (ProcessHandle process : processes) {
            process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** Starts again after {@link #kill()}, on the same port and the same data, and takes connections. */
    public void restart() {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U")); // it refuses to run as root
        }
        // It knows the options of the last start.
        command.addAll(
                List.of(controller.toString(), "-D", data.toString(), "-l", log.toString(), "-s", "-w", "restart"));
        int exit = run(command);
        if (exit != 0) {
            throw new IllegalStateException("PostgreSQL did not start again: pg_ctl ended with " + exit);
        }
    }

    /** Also when it is paused or dead. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (Thread.currentThread() != atExit) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        try {
            if (Files.exists(pidFile())) {
                resume(); // whoever is stopped does not hear that he shall end
            }
            server.close();
            Files.deleteIfExists(log);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> processes() {
        ProcessHandle postmaster = postmaster();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private ProcessHandle postmaster() {
        try (Stream<String> lines = Files.lines(pidFile())) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    /** Those that have ended in the meantime need none. */
    private static void signal(String signal, List<ProcessHandle> processes) {
        String pids =
                processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        run(List.of("sh", "-c", "kill -" + signal + " " + pids)); // every shell has it built in
    }

    private static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
