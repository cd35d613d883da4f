package dev.failfast.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the scripts make of an empty database, and of a table that somebody created by hand. */
class MigrationTest {
    /** One each, emptied before each use: to create a database takes longer than most of these tests. */
    private static final Map<TestDatabase, FreshDatabase> DATABASES = new EnumMap<>(TestDatabase.class);

    @ParameterizedTest
    @EnumSource
    void theTableHasTheseColumns(TestDatabase database) throws SQLException {
        assertThat(Columns.of(migrated(database), "broken_services")).isEqualTo(goodColumns(database));
    }

    @ParameterizedTest
    @EnumSource
    void aNameOf255CharactersOutsideTheBasicPlaneFits(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));
        String name = "\uD83D\uDD25".repeat(255);

        sql.run("INSERT INTO broken_services (name, until) VALUES ('" + name + "', CURRENT_TIMESTAMP)");

        assertThat(sql.rows("SELECT name FROM broken_services")).containsExactly(name);
    }

    @ParameterizedTest
    @EnumSource
    void untilKeepsMicrosecondsInEveryZone(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));

        sql.run("INSERT INTO broken_services (name, until)"
                + " VALUES ('sales_api', TIMESTAMP WITH TIME ZONE '2031-10-26 02:30:00.123456+05:45')");

        assertThat(sql.count("until = TIMESTAMP WITH TIME ZONE '2031-10-25 20:45:00.123456+00'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anInsertByHandNeedsOnlyNameAndUntil(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));

        sql.run(insert("sales_api", "CURRENT_TIMESTAMP + INTERVAL '10' MINUTE"));

        assertThat(sql.count("trips = 1 AND tripped_by = CURRENT_USER AND reason = 'by hand'"
                        + " AND since BETWEEN CURRENT_TIMESTAMP - INTERVAL '1' MINUTE AND CURRENT_TIMESTAMP"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theSameNameTwiceIsRefused(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));
        sql.run(insert("sales_api", "CURRENT_TIMESTAMP"));

        assertThatThrownBy(() -> sql.run(insert("sales_api", "CURRENT_TIMESTAMP")))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    }

    @ParameterizedTest
    @EnumSource
    void nullsAreRefused(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));

        for (String insert : List.of(
                "INSERT INTO broken_services (name, until) VALUES (NULL, CURRENT_TIMESTAMP)",
                "INSERT INTO broken_services (name, until) VALUES ('sales_api', NULL)",
                "INSERT INTO broken_services (name, until, since) VALUES ('sales_api', CURRENT_TIMESTAMP, NULL)",
                "INSERT INTO broken_services (name, until, trips) VALUES ('sales_api', CURRENT_TIMESTAMP, NULL)")) {
            assertThatThrownBy(() -> sql.run(insert))
                    .as(insert)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23502"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tableAndColumnsExplainThemselves(TestDatabase database) throws SQLException {
        DataSource dataSource = migrated(database);

        assertThat(Columns.comments(dataSource, "broken_services"))
                .hasSize(7)
                .allSatisfy(
                        (column, comment) -> assertThat(comment).isNotBlank().isNotEqualTo("null"));
        assertThat(Columns.comments(dataSource, "broken_services_status"))
                .hasEntrySatisfying(
                        "broken_services_status", comment -> assertThat(comment).startsWith("What is broken now."));
    }

    @ParameterizedTest
    @EnumSource
    void theViewShowsStateAndRemainingTime(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));
        sql.run(insert("open", "CURRENT_TIMESTAMP + INTERVAL '10' MINUTE"));
        sql.run(insert("due", "CURRENT_TIMESTAMP - INTERVAL '10' MINUTE"));
        sql.run(insert("far", "TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00'"));

        assertThat(sql.rows("SELECT name, state,"
                        + " CASE WHEN remaining BETWEEN INTERVAL '9' MINUTE AND INTERVAL '10' MINUTE THEN 'minutes'"
                        + " WHEN remaining IS NULL THEN 'none' END"
                        + " FROM broken_services_status ORDER BY name"))
                .containsExactly("due|HALF_OPEN|none", "far|OPEN|none", "open|OPEN|minutes");
        assertThat(sql.rows("SELECT trips, reason FROM broken_services_status WHERE name = 'open'"
                        + " AND until > since AND tripped_by = CURRENT_USER"))
                .containsExactly("1|by hand");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES_NEWEST", "POSTGRES_OLDEST"})
    void infinityInTheViewIsNoError(TestDatabase database) throws SQLException {
        var sql = new Sql(migrated(database));
        sql.run(insert("ever", "'infinity'"));
        sql.run(insert("never", "'-infinity'"));

        assertThat(sql.rows("SELECT name, state, remaining FROM broken_services_status ORDER BY name"))
                .containsExactly("ever|OPEN|null", "never|HALF_OPEN|null");
    }

    @ParameterizedTest
    @MethodSource("handMadeTables")
    void aTableMadeByHandGetsWhatItLacks(TestDatabase database, String columns) throws SQLException {
        FreshDatabase fresh = empty(database);
        var sql = new Sql(fresh.dataSource());
        sql.run("CREATE TABLE broken_services (" + columns + ")");
        sql.run(insert("kept", "CURRENT_TIMESTAMP + INTERVAL '1' HOUR"));

        FailfastSchema.migrate(fresh.dataSource());

        Map<String, String> good = goodColumns(database);
        Map<String, String> found = new TreeMap<>(Columns.of(fresh.dataSource(), "broken_services"));
        found.keySet().retainAll(good.keySet());
        assertThat(found).isEqualTo(good);
        assertThat(sql.rows("SELECT name, state FROM broken_services_status"
                        + " WHERE remaining BETWEEN INTERVAL '59' MINUTE AND INTERVAL '61' MINUTE"))
                .containsExactly("kept|OPEN");
        sql.run(insert("new", "CURRENT_TIMESTAMP"));
        assertThat(sql.count("name = 'new' AND trips = 1 AND tripped_by = CURRENT_USER AND reason = 'by hand'"))
                .isEqualTo(1);
        if (database != TestDatabase.H2) {
            sql.run(insert("new", "CURRENT_TIMESTAMP") + " ON CONFLICT (name) DO NOTHING");
        }
    }

    static Stream<Arguments> handMadeTables() {
        Stream<Arguments> everywhere = Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(
                                "name varchar(255) PRIMARY KEY, until timestamp with time zone NOT NULL",
                                "name varchar(255), until timestamp with time zone",
                                "name text, until timestamp with time zone",
                                "name varchar(50) PRIMARY KEY, until timestamp(0) with time zone NOT NULL",
                                "name varchar(255), until timestamp, CONSTRAINT their_key PRIMARY KEY (name)",
                                "name varchar(255), until timestamp(3) with time zone, PRIMARY KEY (name, until)",
                                "id integer DEFAULT 7 PRIMARY KEY, name varchar(255), until timestamp with time zone",
                                "name varchar(255) PRIMARY KEY, until timestamp with time zone, since timestamp(0),"
                                        + " trips bigint DEFAULT 0, tripped_by text, reason text DEFAULT '?' NOT NULL")
                        .map(columns -> Arguments.of(database, columns)));
        Stream<Arguments> onlyOnPostgres = Stream.of(TestDatabase.POSTGRES_NEWEST, TestDatabase.POSTGRES_OLDEST)
                .map(database -> Arguments.of(
                        database, "name varchar(255) PRIMARY KEY DEFERRABLE, until timestamp with time zone"));
        return Stream.concat(everywhere, onlyOnPostgres);
    }

    @ParameterizedTest
    @EnumSource
    void nullUntilBecomesUntilFurtherNotice(TestDatabase database) throws SQLException {
        Sql sql = migratedWithRows(database, "('sales_api', NULL)");

        assertThat(sql.rows("SELECT name, state, remaining FROM broken_services_status"))
                .containsExactly("sales_api|OPEN|null");
    }

    @ParameterizedTest
    @EnumSource
    void ofDuplicatesTheOneThatBreaksLongestStays(TestDatabase database) throws SQLException {
        Sql sql = migratedWithRows(
                database,
                "('a', TIMESTAMP WITH TIME ZONE '2031-01-01 00:00:00+00'),"
                        + " ('a', TIMESTAMP WITH TIME ZONE '2031-01-02 00:00:00+00'),"
                        + " ('a', TIMESTAMP WITH TIME ZONE '2031-01-02 00:00:00+00'),"
                        + " ('b', NULL), ('b', TIMESTAMP WITH TIME ZONE '2031-01-01 00:00:00+00')");

        assertThat(sql.rows("SELECT name, CASE WHEN remaining IS NULL THEN 'notice' END FROM broken_services_status"
                        + " WHERE name = 'b' OR until = TIMESTAMP WITH TIME ZONE '2031-01-02 00:00:00+00'"
                        + " ORDER BY name"))
                .containsExactly("a|null", "b|notice");
        assertThat(sql.count("TRUE")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutANameAreDropped(TestDatabase database) throws SQLException {
        Sql sql = migratedWithRows(database, "(NULL, CURRENT_TIMESTAMP), (NULL, NULL), ('a', CURRENT_TIMESTAMP)");

        assertThat(sql.rows("SELECT name FROM broken_services")).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void ofRowsThatWereThereItIsUnknownWhoTrippedThemAndWhy(TestDatabase database) throws SQLException {
        Sql sql = migratedWithRows(database, "('sales_api', CURRENT_TIMESTAMP)");

        assertThat(sql.count("tripped_by IS NULL AND reason IS NULL AND trips = 1"
                        + " AND since BETWEEN CURRENT_TIMESTAMP - INTERVAL '1' MINUTE AND CURRENT_TIMESTAMP"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theScriptsRunWithoutFlywayAndFlywayCanTakeOverLater(TestDatabase database) throws SQLException, IOException {
        FreshDatabase fresh = empty(database);
        var sql = new Sql(fresh.dataSource());
        Path scripts = Path.of("migration", database == TestDatabase.H2 ? "h2" : "postgresql");
        sql.run(Files.readString(scripts.resolve("V1__broken_services.sql")));
        sql.run(Files.readString(scripts.resolve("V2__operators.sql")));
        assertThat(Columns.of(fresh.dataSource(), "broken_services")).isEqualTo(goodColumns(database));
        sql.run(insert("sales_api", "CURRENT_TIMESTAMP"));
        TestRole role = TestRole.create(database, fresh);
        sql.run("GRANT SELECT ON broken_services_status TO " + role.name());
        List<String> rows = sql.rows("SELECT * FROM broken_services");

        FailfastSchema.migrate(fresh.dataSource());

        assertThat(Columns.of(fresh.dataSource(), "broken_services")).isEqualTo(goodColumns(database));
        assertThat(sql.rows("SELECT * FROM broken_services")).isEqualTo(rows);
        assertThat(new Sql(role.dataSource()).rows("SELECT name FROM broken_services_status"))
                .containsExactly("sales_api");
    }

    @ParameterizedTest
    @EnumSource
    void rightsOnATableMadeByHandSurvive(TestDatabase database) throws SQLException {
        FreshDatabase fresh = empty(database);
        var sql = new Sql(fresh.dataSource());
        TestRole role = TestRole.create(database, fresh);
        sql.run("CREATE TABLE broken_services (name varchar(50), until timestamp(0) with time zone)");
        sql.run("GRANT SELECT ON broken_services TO " + role.name());

        FailfastSchema.migrate(fresh.dataSource());

        assertThat(new Sql(role.dataSource()).count("TRUE")).isZero();
    }

    @Test
    void namesThatAreTooLongAreDroppedAndNotCut() throws SQLException {
        FreshDatabase fresh = empty(TestDatabase.POSTGRES_NEWEST);
        var sql = new Sql(fresh.dataSource());
        sql.run("CREATE TABLE broken_services (name text, until timestamptz)");
        sql.run(insert("y".repeat(256), "CURRENT_TIMESTAMP"));
        sql.run(insert("x".repeat(255), "CURRENT_TIMESTAMP"));

        FailfastSchema.migrate(fresh.dataSource());

        assertThat(sql.rows("SELECT name FROM broken_services")).containsExactly("x".repeat(255));
    }

    private static FreshDatabase empty(TestDatabase database) throws SQLException {
        FreshDatabase shared = DATABASES.computeIfAbsent(database, TestDatabase::fresh);
        var sql = new Sql(shared.dataSource());
        sql.run("DROP VIEW IF EXISTS broken_services_status");
        sql.run("DROP TABLE IF EXISTS broken_services");
        sql.run("DROP TABLE IF EXISTS \"failfast_schema_history\"");
        return shared;
    }

    private static DataSource migrated(TestDatabase database) throws SQLException {
        DataSource dataSource = empty(database).dataSource();
        FailfastSchema.migrate(dataSource);
        return dataSource;
    }

    private static Sql migratedWithRows(TestDatabase database, String rows) throws SQLException {
        var sql = new Sql(empty(database).dataSource());
        sql.run("CREATE TABLE broken_services (name varchar(255), until timestamp with time zone)");
        sql.run("INSERT INTO broken_services (name, until) VALUES " + rows);
        FailfastSchema.migrate(sql.dataSource());
        return sql;
    }

    private static String insert(String name, String until) {
        return "INSERT INTO broken_services (name, until) VALUES ('" + name + "', " + until + ")";
    }

    private static Map<String, String> goodColumns(TestDatabase database) {
        boolean h2 = database == TestDatabase.H2;
        String text = h2 ? "character varying" : "varchar";
        String time = h2 ? "timestamp with time zone(6)" : "timestamptz(6)";
        return Map.of(
                "name", text + (h2 ? "(510)" : "(255)") + " not null primary key",
                "until", time + " not null",
                "since", time + " not null",
                "trips", (h2 ? "integer(32)" : "int4(10)") + " not null",
                "tripped_by", text + "(255)",
                "reason", text + "(255)");
    }
}
