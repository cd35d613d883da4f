package dev.failfast.db;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many hosts start at once, on databases that are empty and on those with tables of the application. */
@Timeout(300)
class ConcurrentMigrationTest {
    private static final int HOSTS = 8;
    private static final int DATABASES = 10;
    /** Each migration holds two connections, and the server lets in 200. */
    private static final int DATABASES_AT_ONCE = 5;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void everyThreadSucceedsAndEachScriptRunsOnce(TestDatabase database) throws Exception {
        for (int done = 0; done < DATABASES; done += DATABASES_AT_ONCE) {
            var databases = new ArrayList<FreshDatabase>();
            var hosts = new ArrayList<Future<?>>();
            for (int i = 0; i < DATABASES_AT_ONCE; i++) {
                FreshDatabase fresh = database.fresh();
                databases.add(fresh);
                if (i % 2 == 0) {
                    new Sql(fresh.dataSource()).run("CREATE TABLE invoices (id integer)");
                }
                var start = new CyclicBarrier(HOSTS);
                for (int host = 0; host < HOSTS; host++) {
                    hosts.add(threads.submit(() -> {
                        start.await();
                        FailfastSchema.migrate(fresh.dataSource());
                        return null;
                    }));
                }
            }
            for (Future<?> host : hosts) {
                host.get(250, SECONDS);
            }
            for (FreshDatabase fresh : databases) {
                assertMigratedOnce(fresh);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES_NEWEST")
    void threeProcessesSucceed(TestDatabase database) throws Exception {
        FreshDatabase fresh = database.fresh();
        var processes = new ArrayList<Process>();
        try {
            for (int i = 0; i < 3; i++) {
                processes.add(start(fresh));
            }
            var outputs = new ArrayList<BufferedReader>();
            for (Process process : processes) {
                BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                assertThat(output.readLine()).isEqualTo("ready");
                outputs.add(output);
            }
            for (Process process : processes) {
                go(process);
            }
            for (BufferedReader output : outputs) {
                assertThat(output.lines().toList()).containsExactly("migrated");
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertMigratedOnce(fresh);
    }

    private static void go(Process process) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write('\n');
        }
    }

    private static Process start(FreshDatabase fresh) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MigrateMain.class.getName(),
                        fresh.url(),
                        fresh.user(),
                        fresh.password()))
                .redirectErrorStream(true)
                .start();
    }

    private static void assertMigratedOnce(FreshDatabase fresh) throws SQLException {
        var sql = new Sql(fresh.dataSource());
        assertThat(sql.rows("SELECT \"version\", COUNT(*) FROM \"failfast_schema_history\" WHERE \"type\" = 'SQL'"
                        + " AND \"success\" GROUP BY \"version\" ORDER BY \"version\""))
                .containsExactly("1|1", "2|1");
        assertThat(sql.rows("SELECT name FROM broken_services_status")).isEmpty();
    }
}
