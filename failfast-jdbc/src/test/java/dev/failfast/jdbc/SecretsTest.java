package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No password, no URL with one, and no message of a failure is in a log line, of whatever level, or in the table. */
class SecretsTest {
    private static final String SECRET = SecretsMain.SECRET;

    @Test
    void onPostgres() throws Exception {
        Database database = Database.migrated(TestDatabase.POSTGRES_NEWEST);
        String url = database.fresh().url();
        // It lets everybody in, whatever the password.
        runsWithoutTellingASecret(
                database, url, url + "?password=" + SECRET, database.fresh().user(), SECRET);
    }

    @Test
    void onH2(@TempDir Path folder) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("db");
        Database database = new Database(TestDatabase.H2, new FreshDatabase(url, "sa", SECRET));
        FailfastSchema.migrate(database.dataSource());
        runsWithoutTellingASecret(database, url, url + ";PASSWORD=" + SECRET, "sa", SECRET);
    }

    private static void runsWithoutTellingASecret(Database database, String... arguments) throws Exception {
        String log = run(arguments);

        assertThat(log)
                .as("that there is a log, down to the lowest level, of all that was done")
                .endsWith("done\n")
                .contains("service is broken for PT1M: java.lang.IllegalStateException")
                .contains("service is still broken")
                .contains("service is healed")
                .contains("there is no table nowhere")
                .contains("listener threw java.lang.IllegalStateException")
                .contains("enabledWhen of service threw")
                .contains("no JDBC driver on the class path takes jdbc:oracle")
                .contains("DEBUG com.zaxxer.hikari")
                .doesNotContain(SECRET);
        List<String> rows = database.rows("SELECT name, until, since, trips, tripped_by, reason FROM broken_services");
        assertThat(rows).hasSize(2).noneMatch(row -> row.contains(SECRET));
        assertThat(rows).anyMatch(row -> row.endsWith("|java.lang.IllegalStateException"));
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-cp",
                System.getProperty("java.class.path"),
                SecretsMain.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.replace("\r\n", "\n");
        } finally {
            process.destroyForcibly();
        }
    }
}
