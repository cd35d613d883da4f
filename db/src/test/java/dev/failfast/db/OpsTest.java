package dev.failfast.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code ops}, run as they are. */
class OpsTest {
    private static final Path OPS = Path.of("ops");
    private static final Set<String> FILES = Set.of(
            "break.sql",
            "break-until-further-notice.sql",
            "cleanup.sql",
            "extend.sql",
            "grants.sql",
            "heal.sql",
            "skip-jobs.sql",
            "status.sql");
    private static final String OTHER_HOST =
            "INSERT INTO broken_services (name, until, since, trips, tripped_by, reason)"
                    + " VALUES ('sales_api', %s, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00', 7, 'host-1', 'SomeException')";

    private static final Map<TestDatabase, FreshDatabase> DATABASES = new EnumMap<>(TestDatabase.class);

    @Test
    void theFilesOfBothDatabasesAreThoseThatAreTestedHere() throws IOException {
        for (String vendor : List.of("h2", "postgresql")) {
            try (Stream<Path> common = Files.list(OPS);
                    Stream<Path> own = Files.list(OPS.resolve(vendor))) {
                assertThat(Stream.concat(common, own)
                                .map(file -> file.getFileName().toString())
                                .filter(name -> name.endsWith(".sql")))
                        .containsExactlyInAnyOrderElementsOf(FILES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFileBeginsWithACommentThatSaysWhatItDoes(TestDatabase database) throws IOException {
        for (String file : FILES) {
            assertThat(ops(database, file)).as(file).startsWith("-- ");
        }
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void breakInsertsARowThatTellsWhoAndWhy(TestDatabase database, String file, String until) throws Exception {
        Sql sql = migrated(database);

        sql.run(ops(database, file));

        assertBrokenByHand(sql, until);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void breakOverwritesARowWhateverItsState(TestDatabase database, String file, String until) throws Exception {
        Sql sql = migrated(database);
        for (String tripped :
                List.of("CURRENT_TIMESTAMP + INTERVAL '1' HOUR", "CURRENT_TIMESTAMP - INTERVAL '1' HOUR")) {
            sql.run("DELETE FROM broken_services");
            sql.run(OTHER_HOST.formatted(tripped));

            sql.run(ops(database, file));

            assertBrokenByHand(sql, until);
        }
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void breakIsOneChangeOfOneStatement(TestDatabase database, String file, String until) throws Exception {
        Sql sql = migrated(database);
        sql.run(OTHER_HOST.formatted("CURRENT_TIMESTAMP - INTERVAL '1' HOUR"));
        String whole = "SELECT name, until, since, trips, tripped_by, reason FROM broken_services";
        List<String> before = sql.rows(whole);

        try (Connection operator = sql.dataSource().getConnection();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute(ops(database, file));
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).as("no second statement").isEqualTo(-1);
            assertThat(sql.rows(whole)).isEqualTo(before);
            operator.commit();
        }

        assertBrokenByHand(sql, until);
    }

    static Stream<Arguments> breaks() {
        return Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(
                        Arguments.of(
                                database,
                                "break.sql",
                                "remaining BETWEEN INTERVAL '9' MINUTE AND INTERVAL '10' MINUTE"),
                        Arguments.of(database, "break-until-further-notice.sql", "remaining IS NULL")));
    }

    private static void assertBrokenByHand(Sql sql, String until) throws SQLException {
        assertThat(sql.rows("SELECT name, state, trips, reason FROM broken_services_status"
                        + " WHERE tripped_by = CURRENT_USER AND " + until
                        + " AND since BETWEEN CURRENT_TIMESTAMP - INTERVAL '1' MINUTE AND CURRENT_TIMESTAMP"))
                .containsExactly("sales_api|OPEN|1|maintenance");
        assertThat(sql.count("TRUE")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void healRemovesThatRowAndNoOther(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run(OTHER_HOST.formatted("CURRENT_TIMESTAMP"));
        sql.run("INSERT INTO broken_services (name, until) VALUES ('mail', CURRENT_TIMESTAMP)");

        sql.run(ops(database, "heal.sql"));

        assertThat(sql.rows("SELECT name FROM broken_services")).containsExactly("mail");
    }

    @ParameterizedTest
    @EnumSource
    void cleanupRemovesWhatNobodyHasProbedForAMonthAndNothingElse(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run(ops(database, "break-until-further-notice.sql"));
        for (String row : List.of(
                "'left behind', CURRENT_TIMESTAMP - INTERVAL '31' DAY",
                "'a probe is due', CURRENT_TIMESTAMP - INTERVAL '29' DAY",
                "'broken', CURRENT_TIMESTAMP + INTERVAL '1' MINUTE")) {
            sql.run("INSERT INTO broken_services (name, until, since) VALUES (" + row
                    + ", CURRENT_TIMESTAMP - INTERVAL '60' DAY)");
        }

        sql.run(ops(database, "cleanup.sql"));

        assertThat(sql.rows("SELECT name FROM broken_services ORDER BY name"))
                .containsExactly("a probe is due", "broken", "sales_api");
    }

    @ParameterizedTest
    @EnumSource
    void extendAddsToABreakThatLasts(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run(OTHER_HOST.formatted("CURRENT_TIMESTAMP + INTERVAL '1' HOUR"));

        sql.run(ops(database, "extend.sql"));

        assertExtended(sql, "remaining BETWEEN INTERVAL '69' MINUTE AND INTERVAL '70' MINUTE");
    }

    @ParameterizedTest
    @EnumSource
    void extendOfABreakThatIsOverCountsFromNow(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run(OTHER_HOST.formatted("CURRENT_TIMESTAMP - INTERVAL '1' HOUR"));

        sql.run(ops(database, "extend.sql"));

        assertExtended(sql, "remaining BETWEEN INTERVAL '9' MINUTE AND INTERVAL '10' MINUTE");
    }

    @ParameterizedTest
    @EnumSource
    void extendLeavesUntilFurtherNoticeAsItIs(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run(ops(database, "break-until-further-notice.sql"));

        sql.run(ops(database, "extend.sql"));

        assertThat(sql.rows("SELECT name, state, remaining FROM broken_services_status"))
                .containsExactly("sales_api|OPEN|null");
    }

    @ParameterizedTest
    @EnumSource
    void extendBreaksNothingThatWorks(TestDatabase database) throws Exception {
        Sql sql = migrated(database);

        sql.run(ops(database, "extend.sql"));

        assertThat(sql.count("TRUE")).isZero();
    }

    private static void assertExtended(Sql sql, String remaining) throws SQLException {
        assertThat(sql.rows("SELECT name, state, trips, reason FROM broken_services_status"
                        + " WHERE since = TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'"
                        + " AND tripped_by = CURRENT_USER AND " + remaining))
                .containsExactly("sales_api|OPEN|7|extended by hand");
    }

    @ParameterizedTest
    @EnumSource
    void statusListsWhatIsBrokenByName(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run("INSERT INTO broken_services (name, until) VALUES ('b', CURRENT_TIMESTAMP - INTERVAL '1' HOUR)");
        sql.run("INSERT INTO broken_services (name, until) VALUES ('a', CURRENT_TIMESTAMP + INTERVAL '1' HOUR)");

        List<String> rows = sql.rows(ops(database, "status.sql"));

        assertThat(rows)
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("a|OPEN|"),
                        b -> assertThat(b).startsWith("b|HALF_OPEN|null|"));
    }

    @ParameterizedTest
    @EnumSource
    void jobsOfABrokenServiceWaitUntilAProbeIsDue(TestDatabase database) throws Exception {
        Sql sql = migrated(database);
        sql.run("CREATE TABLE IF NOT EXISTS jobs (id integer, done boolean)");
        sql.run("DELETE FROM jobs");
        sql.run("INSERT INTO jobs (id, done) VALUES (1, FALSE), (2, TRUE), (3, FALSE)");
        sql.run("INSERT INTO broken_services (name, until) VALUES ('mail', CURRENT_TIMESTAMP + INTERVAL '1' HOUR)");
        String skipJobs = ops(database, "skip-jobs.sql");
        assertThat(sql.rows(skipJobs)).as("nothing broken").containsExactly("1", "3");

        sql.run(ops(database, "break.sql"));
        assertThat(sql.rows(skipJobs)).as("broken").isEmpty();

        sql.run("UPDATE broken_services SET until = CURRENT_TIMESTAMP WHERE name = 'sales_api'");
        assertThat(sql.rows(skipJobs)).as("probe due").containsExactly("1", "3");
    }

    @ParameterizedTest
    @EnumSource
    void theGrantsAreEnoughForTheWork(TestDatabase database) throws Exception {
        Sql application = grantedTo(database);

        if (database == TestDatabase.H2) {
            application.run(OTHER_HOST.formatted("CURRENT_TIMESTAMP"));
            assertThat(
                            application.rows(
                                    "SELECT until FROM FINAL TABLE (UPDATE broken_services"
                                            + " SET until = CURRENT_TIMESTAMP WHERE name = 'sales_api' AND until <= CURRENT_TIMESTAMP)"))
                    .hasSize(1);
        } else {
            application.run(OTHER_HOST.formatted("now()") + " ON CONFLICT (name) DO NOTHING");
            assertThat(application.rows("UPDATE broken_services SET until = now()"
                            + " WHERE name = 'sales_api' AND until <= now() RETURNING until"))
                    .hasSize(1);
        }
        application.run("UPDATE broken_services SET trips = trips + 1, reason = 'x' WHERE name = 'sales_api'");
        application.run(ops(database, "break.sql"));
        application.run(ops(database, "extend.sql"));
        application.run(ops(database, "cleanup.sql"));
        assertThat(application.rows(ops(database, "status.sql"))).hasSize(1);
        application.run(ops(database, "heal.sql"));
        assertThat(application.count("TRUE")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theGrantsAreNoMoreThanThat(TestDatabase database) throws Exception {
        Sql application = grantedTo(database);
        String notAllowed = database == TestDatabase.H2 ? "90096" : "42501";
        // To H2 a TRUNCATE is a DELETE. PostgreSQL answers a GRANT of what one may not grant with a warning.
        String own =
                database == TestDatabase.H2 ? "GRANT SELECT ON broken_services TO PUBLIC" : "TRUNCATE broken_services";

        for (String forbidden : List.of(
                own,
                "DROP TABLE broken_services",
                "DROP VIEW broken_services_status",
                "ALTER TABLE broken_services ADD COLUMN x integer",
                "CREATE INDEX x ON broken_services (until)",
                "DELETE FROM broken_services_status",
                "SELECT 1 FROM \"failfast_schema_history\"")) {
            assertThatThrownBy(() -> application.run(forbidden))
                    .as(forbidden)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(notAllowed));
        }
    }

    /** What an operator does with the file: puts in the role and runs it. */
    private static Sql grantedTo(TestDatabase database) throws Exception {
        Sql owner = migrated(database);
        TestRole role = TestRole.create(database, database(database));
        owner.run(ops(database, "grants.sql").replace("shop_app", role.name()));
        return new Sql(role.dataSource());
    }

    private static String ops(TestDatabase database, String file) throws IOException {
        Path own =
                OPS.resolve(database == TestDatabase.H2 ? "h2" : "postgresql").resolve(file);
        return Files.readString(Files.exists(own) ? own : OPS.resolve(file));
    }

    private static FreshDatabase database(TestDatabase database) {
        return DATABASES.computeIfAbsent(database, d -> {
            FreshDatabase fresh = d.fresh();
            FailfastSchema.migrate(fresh.dataSource());
            return fresh;
        });
    }

    private static Sql migrated(TestDatabase database) throws SQLException {
        var sql = new Sql(database(database).dataSource());
        sql.run("DELETE FROM broken_services");
        return sql;
    }
}
