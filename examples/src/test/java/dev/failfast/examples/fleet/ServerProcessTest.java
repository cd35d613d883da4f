package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ServerProcessTest {
    @Test
    void a_server_stands_still_with_its_children_and_goes_on() throws Exception {
        // A child of its own, and both wait for an end of their input.
        Process shell = new ProcessBuilder("sh", "-c", "cat; cat").start();
        try (ServerProcess server = new ServerProcess(shell.toHandle())) {
            await().until(() -> shell.children().count() == 1);
            ProcessHandle child = shell.children().findAny().orElseThrow();

            server.freeze();
            await().untilAsserted(() ->
                    assertThat(state(shell.pid()) + state(child.pid())).isEqualTo("TT"));
            server.thaw();
            await().untilAsserted(() ->
                    assertThat(state(shell.pid()) + state(child.pid())).isEqualTo("SS"));

            server.freeze();
            server.kill();
            assertThat(shell.isAlive()).isFalse();
        } finally {
            shell.destroyForcibly();
        }
    }

    /** T for stopped, S for asleep. */
    private static String state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
