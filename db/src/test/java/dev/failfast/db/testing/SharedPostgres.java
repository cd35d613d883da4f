package dev.failfast.db.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One PostgreSQL server for many JVMs, one after the other, each of which would else spend most of its time on starting
 * one: those of mutation testing. The system property {@code failfast.postgres.shared} names a file that says where the
 * server is; without it every JVM has its own.
 */
public final class SharedPostgres {
    private static final String FILE = System.getProperty("failfast.postgres.shared", "");
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    private SharedPostgres() {}

    /**
     * Starts the server, and stops it when this process or the one that started this ends.
     *
     * @param arguments the file
     * @throws IOException if it cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.deleteIfExists(file);
        ProcessHandle starter = ProcessHandle.current().parent().orElseThrow();
        PostgresServer server = PostgresServer.newest();
        Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "shared", null);
        Files.write(
                whole,
                List.of(
                        Integer.toString(server.port()),
                        Long.toString(ProcessHandle.current().pid())));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        file.toFile().deleteOnExit();
        starter.onExit().join();
        System.exit(0); // whatever the server has left running here
    }

    static boolean isGiven() {
        return !FILE.isEmpty();
    }

    /** Waits until the server is there. */
    static int port() {
        long began = System.nanoTime();
        while (System.nanoTime() - began < PATIENCE_NANOS) {
            try {
                List<String> lines = Files.readAllLines(Path.of(FILE));
                if (ProcessHandle.of(Long.parseLong(lines.get(1))).isPresent()) { // else of an earlier run
                    return Integer.parseInt(lines.get(0));
                }
            } catch (NoSuchFileException e) {
                // not yet
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IllegalStateException("nobody has started the server of " + FILE);
    }
}
