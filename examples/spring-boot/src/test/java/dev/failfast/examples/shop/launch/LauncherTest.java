package dev.failfast.examples.shop.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The one command, as a process of its own. */
class LauncherTest {

    @Test
    void startsTwoInstancesAndEndsThemBeforeItself() throws Exception {
        int port = FreePorts.three();
        Process launcher = launch("-Dshop.port=" + port);
        try {
            List<String> said = readUntil("Ctrl-C ends it", launcher);
            assertThat(said)
                    .contains("  shop-a     http://localhost:" + port, "  shop-b     http://localhost:" + (port + 1));
            List<ProcessHandle> instances = launcher.descendants().toList();
            assertThat(instances).hasSize(2);

            // INT would be ignored by all of them if a shell began the build in the background.
            signal("TERM", launcher);

            assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(instances).noneMatch(ProcessHandle::isAlive);
        } finally {
            destroy(launcher);
        }
    }

    @Test
    void anInstanceDoesNotOutliveALauncherThatWasKilled() throws Exception {
        Process launcher = launch("-Dshop.port=" + FreePorts.three());
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> launcher.descendants().findAny().isPresent());
            ProcessHandle instance = launcher.descendants().findAny().orElseThrow();
            try {
                signal("KILL", launcher);

                assertThat(instance.onExit()).succeedsWithin(Duration.ofSeconds(60));
            } finally {
                instance.destroyForcibly();
            }
        } finally {
            destroy(launcher);
        }
    }

    @Test
    void refusesWhatIsNoDatabaseWithOneSentence() throws Exception {
        Process launcher = launch("-Dshop.db=oracle");

        assertThat(readUntil("", launcher)).containsExactly("shop.db must be h2, postgresql or a JDBC URL");
        assertThat(launcher.waitFor()).isEqualTo(2);
    }

    private static Process launch(String option) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        option,
                        Launcher.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private static void signal(String signal, Process launcher) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid()))
                .start()
                .waitFor();
    }

    private static void destroy(Process launcher) {
        launcher.descendants().forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();
    }

    /** Up to the line that has it, or all if none has. */
    private static List<String> readUntil(String word, Process launcher) throws Exception {
        List<String> said = new ArrayList<>();
        BufferedReader lines = launcher.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (!word.isEmpty() && line.contains(word)) {
                return said;
            }
        }
        return said;
    }
}
