package dev.failfast.examples.fleet;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database server as the operating system sees it, a process and its children, and what can befall it. It does not
 * outlive the launcher, whatever becomes of that.
 */
final class ServerProcess implements AutoCloseable {
    private final ProcessHandle server;
    private final @Nullable Process guard;

    ServerProcess(ProcessHandle server) {
        this.server = server;
        this.guard = guard(server.pid());
    }

    /** Stops them all: connections stay open, and nobody answers. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP", Stream.of(server)); // first, so that it has no more children
        signal("STOP", server.children());
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT", Stream.concat(Stream.of(server), server.children()));
    }

    void kill() throws InterruptedException {
        try {
            for (ProcessHandle process : destroyAll()) {
                process.onExit().get(10, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new DemoException("the database's server cannot be killed");
        }
    }

    private List<ProcessHandle> destroyAll() {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(server), server.children()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        return all;
    }

    private static void signal(String signal, Stream<ProcessHandle> processes)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + signal), processes.map(process -> Long.toString(process.pid())))
                .toList();
        if (command.size() > 2 && !new ProcessBuilder(command).start().waitFor(10, TimeUnit.SECONDS)) {
            throw new DemoException("no signal reaches the database's server");
        }
    }

    /** Its input ends with this process, even if that is killed. Null where there is no such shell. */
    private static @Nullable Process guard(long server) {
        String script = "read -r nothing; kill -KILL " + server + " $(pgrep -P " + server + ")";
        try {
            return new ProcessBuilder("sh", "-c", script)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null;
        }
    }

    /** Ends what has not ended yet. */
    @Override
    public void close() {
        destroyAll();
        if (guard != null) {
            guard.destroyForcibly();
        }
    }
}
