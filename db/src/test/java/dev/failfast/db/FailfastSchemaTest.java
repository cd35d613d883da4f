package dev.failfast.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailfastSchemaTest {
    private static final String HISTORY = "SELECT \"installed_rank\", \"version\", \"checksum\", \"installed_on\","
            + " \"success\" FROM \"failfast_schema_history\" ORDER BY \"installed_rank\"";

    @ParameterizedTest
    @EnumSource
    void theSecondTimeChangesNothing(TestDatabase database) throws SQLException {
        var sql = new Sql(database.fresh().dataSource());
        FailfastSchema.migrate(sql.dataSource());
        sql.run("INSERT INTO broken_services (name, until) VALUES ('sales_api', CURRENT_TIMESTAMP)");
        List<String> history = sql.rows(HISTORY);

        FailfastSchema.migrate(sql.dataSource());

        assertThat(sql.rows(HISTORY)).isEqualTo(history);
        assertThat(sql.count("TRUE")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationsOwnFlywayAndOursDoNotSeeEachOther(TestDatabase database, @TempDir Path scripts)
            throws SQLException, IOException {
        var sql = new Sql(database.fresh().dataSource());
        Files.writeString(scripts.resolve("V1__invoices.sql"), "CREATE TABLE invoices (id integer);");
        Files.writeString(scripts.resolve("V2__customers.sql"), "CREATE TABLE customers (id integer);");
        Flyway applications = Flyway.configure()
                .dataSource(sql.dataSource())
                .locations("filesystem:" + scripts)
                .load();
        applications.migrate();

        FailfastSchema.migrate(sql.dataSource());
        Files.writeString(scripts.resolve("V3__orders.sql"), "CREATE TABLE orders (id integer);");
        applications.migrate();
        FailfastSchema.migrate(sql.dataSource());

        assertThat(sql.rows("SELECT 1 FROM invoices, customers, orders, broken_services_status"))
                .isEmpty();
        assertThat(sql.rows("SELECT \"script\" FROM \"failfast_schema_history\" WHERE \"type\" = 'SQL'"
                        + " ORDER BY \"installed_rank\""))
                .containsExactly("V1__broken_services.sql", "V2__operators.sql");
        assertThat(sql.rows("SELECT \"script\" FROM \"flyway_schema_history\" WHERE \"type\" = 'SQL'"
                        + " ORDER BY \"installed_rank\""))
                .containsExactly("V1__invoices.sql", "V2__customers.sql", "V3__orders.sql");
    }

    @Test
    void theScriptsAreNotWhereAnApplicationsFlywayLooks() {
        ClassLoader classLoader = FailfastSchema.class.getClassLoader();

        assertThat(classLoader.getResource("db/migration")).isNull();
        assertThat(classLoader.getResource("META-INF/dev.failfast/migration/h2/V1__broken_services.sql"))
                .isNotNull();
    }

    /** While a newer version of the library is rolled out, hosts with the old one start too. */
    @ParameterizedTest
    @EnumSource
    void aHostStartsOnADatabaseThatANewerVersionHasMigrated(TestDatabase database) throws SQLException {
        var sql = new Sql(database.fresh().dataSource());
        FailfastSchema.migrate(sql.dataSource());
        sql.run("INSERT INTO \"failfast_schema_history\" VALUES"
                + " (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1, 'x', CURRENT_TIMESTAMP, 1, TRUE)");

        assertThatCode(() -> FailfastSchema.migrate(sql.dataSource())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void anotherSchemaIsCreatedAndNamedAsInSqlWithoutQuotes(TestDatabase database) throws SQLException {
        var sql = new Sql(database.fresh().dataSource());

        FailfastSchema.migrate(sql.dataSource(), "Resilience_1");

        assertThat(sql.rows("SELECT name FROM resilience_1.broken_services_status"))
                .isEmpty();
        assertThat(Columns.of(sql.dataSource(), "broken_services"))
                .as("default schema")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void twoSchemasOfADatabaseAreIndependent(TestDatabase database) throws SQLException {
        var sql = new Sql(database.fresh().dataSource());
        sql.run("CREATE SCHEMA one");
        FailfastSchema.migrate(sql.dataSource());
        sql.run("INSERT INTO broken_services (name, until) VALUES ('sales_api', CURRENT_TIMESTAMP)");

        FailfastSchema.migrate(sql.dataSource(), "one");
        FailfastSchema.migrate(sql.dataSource(), "two");

        assertThat(sql.count("TRUE")).isEqualTo(1);
        assertThat(sql.rows("SELECT name FROM one.broken_services UNION SELECT name FROM two.broken_services"))
                .isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "two words", "1st", "a.b", "a\"b", "a;b", "\u00e4rger", "a\n"})
    @SuppressWarnings("NullAway") // what callers do who are not checked for null
    void whatIsNotTheNameOfASchemaIsRefused(String schema) {
        assertThatThrownBy(() -> FailfastSchema.migrate(TestDatabase.H2.fresh().dataSource(), schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schema must be a letter or _, then letters, digits or _, at most 63 in all, was "
                        + (schema == null ? "null" : '"' + schema + '"'));
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaMayHave63CharactersAndNoMore(TestDatabase database) {
        DataSource dataSource = database.fresh().dataSource();

        assertThatCode(() -> FailfastSchema.migrate(dataSource, "s".repeat(63))).doesNotThrowAnyException();
        assertThatThrownBy(() -> FailfastSchema.migrate(dataSource, "s".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers do who are not checked for null
    void aDataSourceIsNeeded() {
        assertThatNullPointerException()
                .isThrownBy(() -> FailfastSchema.migrate(null))
                .withMessage("dataSource");
    }

    @Test
    void anotherDatabaseIsRefusedWithTheNamesOfThoseThatWork() {
        DataSource oracle = answering(
                DataSource.class,
                Map.of(
                        "getConnection",
                        answering(
                                Connection.class,
                                Map.of(
                                        "getMetaData",
                                        answering(DatabaseMetaData.class, Map.of("getDatabaseProductName", "Oracle")),
                                        "close",
                                        true))));

        assertThatThrownBy(() -> FailfastSchema.migrate(oracle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broken_services can live in PostgreSQL and H2, not in Oracle");
    }

    @Test
    void noMessageTellsThePasswordOrTheUrl() throws SQLException {
        FreshDatabase locked = TestDatabase.H2.fresh();
        FreshDatabase forbidden = TestDatabase.POSTGRES_NEWEST.fresh();
        TestRole role = TestRole.create(TestDatabase.POSTGRES_NEWEST, forbidden);
        new Sql(forbidden.dataSource()).run("GRANT CREATE ON SCHEMA public TO " + role.name());
        new Sql(forbidden.dataSource()).run("CREATE TABLE broken_services (name varchar(255) PRIMARY KEY)");
        String secret = "s3cr3t";

        for (DataSource dataSource : List.of(
                new FreshDatabase("jdbc:postgresql://localhost:1/none?password=" + secret, "nobody", secret)
                        .dataSource(),
                new FreshDatabase(locked.url(), "nobody", secret).dataSource(),
                new FreshDatabase(forbidden.url() + "?password=" + secret, role.name(), secret).dataSource())) {
            Throwable thrown = catchThrowable(() -> FailfastSchema.migrate(dataSource));

            assertThat(thrown).isInstanceOf(FlywayException.class);
            var everything = new StringWriter();
            thrown.printStackTrace(new PrintWriter(everything));
            assertThat(everything.toString()).doesNotContain(secret, "jdbc:postgresql:", "jdbc:h2:");
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsGoBackToThePoolAsTheyCame(TestDatabase database) throws SQLException {
        DataSource origin = database.fresh().dataSource();
        new Sql(origin).run("CREATE SCHEMA theirs");
        var pool = new NeglectfulPool(
                origin, database == TestDatabase.H2 ? "SET SCHEMA theirs" : "SET search_path TO theirs, public");

        FailfastSchema.migrate(pool.dataSource());
        FailfastSchema.migrate(pool.dataSource(), "other");

        assertThat(new Sql(origin).rows("SELECT name FROM theirs.broken_services_status"))
                .isEmpty();
        assertThat(new Sql(origin).rows("SELECT name FROM other.broken_services_status"))
                .isEmpty();
        assertThat(pool.mostLentAtOnce()).isEqualTo(2);
        assertAsTheyCame(database, pool);
    }

    @ParameterizedTest
    @EnumSource
    void connectionsGoBackToThePoolAsTheyCameWhenTheMigrationFails(TestDatabase database) throws SQLException {
        DataSource origin = database.fresh().dataSource();
        new Sql(origin).run("CREATE SCHEMA theirs");
        new Sql(origin).run("CREATE VIEW theirs.broken_services AS SELECT 1 AS name");
        var pool = new NeglectfulPool(
                origin, database == TestDatabase.H2 ? "SET SCHEMA theirs" : "SET search_path TO theirs, public");

        assertThatThrownBy(() -> FailfastSchema.migrate(pool.dataSource())).isInstanceOf(FlywayException.class);

        assertAsTheyCame(database, pool);
    }

    private static void assertAsTheyCame(TestDatabase database, NeglectfulPool pool) throws SQLException {
        assertThat(pool.lent()).isZero();
        assertThat(pool.connections()).isNotEmpty();
        for (Connection connection : pool.connections()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getSchema()).isEqualToIgnoringCase("theirs");
            if (database != TestDatabase.H2) {
                assertThat(Sql.rows(connection, "SHOW search_path")).containsExactly("theirs, public");
                assertThat(Sql.rows(connection, "SHOW lock_timeout")).containsExactly("0");
                assertThat(Sql.rows(connection, "SHOW client_min_messages")).containsExactly("notice");
            }
        }
    }

    /** On H2, whose history keeps the failure, as on PostgreSQL, which rolls back. */
    @ParameterizedTest
    @EnumSource
    void afterAFailureTheNextAttemptSucceeds(TestDatabase database) throws SQLException {
        var sql = new Sql(database.fresh().dataSource());
        sql.run("CREATE TABLE broken_services (name varchar(255), until varchar(50))");
        sql.run("INSERT INTO broken_services (name, until) VALUES ('sales_api', 'soon')");
        assertThatThrownBy(() -> FailfastSchema.migrate(sql.dataSource()))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("V2__operators.sql")
                .hasMessageContaining("soon");

        sql.run("UPDATE broken_services SET until = '2031-01-01 00:00:00+00'");
        FailfastSchema.migrate(sql.dataSource());

        assertThat(sql.count("until = TIMESTAMP WITH TIME ZONE '2031-01-01 00:00:00+00'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theClassLoaderOfTheThreadDoesNotMatter(TestDatabase database) throws IOException {
        // It does for Flyway's choice of a log, which is this one if the class loader knows no other.
        Logger log = Logger.getLogger("org.flywaydb");
        log.setLevel(Level.OFF);
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        try (var empty = new URLClassLoader(new URL[0], null)) {
            for (ClassLoader other : new ClassLoader[] {empty, null}) {
                thread.setContextClassLoader(other);
                DataSource dataSource = database.fresh().dataSource();
                assertThatCode(() -> FailfastSchema.migrate(dataSource)).doesNotThrowAnyException();
            }
        } finally {
            thread.setContextClassLoader(own);
            log.setLevel(null);
        }
    }

    @Test
    void identifiersOfAnH2ThatBehavesLikePostgresAreFound() throws SQLException {
        FreshDatabase fresh = TestDatabase.H2.fresh();
        var sql = new Sql(new FreshDatabase(
                        fresh.url() + "_;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1", "sa", "sa")
                .dataSource());

        FailfastSchema.migrate(sql.dataSource(), "Other");

        assertThat(sql.rows("SELECT name FROM other.broken_services_status")).isEmpty();
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> answers.get(method.getName())));
    }
}
