package dev.failfast.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Creates the table {@code broken_services} and the view {@code broken_services_status}, or brings them up to date. For
 * applications that have Flyway; others run the scripts of the folder {@code migration} by other means.
 *
 * <p>Call it at the start of the application, <b>after the application's own Flyway</b>, which without
 * {@code baselineOnMigrate} refuses a schema that is not empty. The two know nothing of each other: the history is in a
 * table of its own, {@code failfast_schema_history}.
 *
 * <p><b>A table {@code broken_services} that somebody created by hand</b> is kept and gets what it lacks: types,
 * primary key, NOT NULL, columns. A row without {@code until} then breaks its service until further notice, of rows
 * with the same name the one that breaks longest stays, and rows without a name are deleted.
 *
 * <p><b>Privileges.</b> The user of the data source must be allowed to create tables and views in the schema, to create
 * the schema if it does not exist, and must own {@code broken_services} if that exists. An application that runs as a
 * user with fewer rights migrates with a data source of its own; the rights the application then needs are in
 * {@code ops/grants.sql}.
 *
 * <p><b>Many hosts at once</b>, and many threads, may migrate the same database at the same time: one does the work,
 * the others wait for it, on PostgreSQL in steps of one second. It can be called again and again.
 *
 * <p><b>Cost.</b> Some 0.1 s, also if there is nothing to do. Two connections of the data source at the same time, so a
 * pool needs at least two; they go back with auto-commit and schema as they came. If another transaction holds the
 * table, the migration gives up after about 10 seconds, and can be repeated. On PostgreSQL each script is one
 * transaction; on H2 it is not transactional.
 *
 * <p>Do not pass a data source that takes part in the caller's transaction, such as Spring's
 * {@code TransactionAwareDataSourceProxy}.
 */
public final class FailfastSchema {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    private FailfastSchema() {}

    /**
     * Migrates the schema that the connections of the data source are in.
     *
     * @param dataSource a PostgreSQL or H2 database, not null; it is not closed
     * @throws IllegalArgumentException if it is another database
     * @throws FlywayException if the database cannot be reached, or refuses; its message contains neither the URL nor
     *     the password
     */
    public static void migrate(DataSource dataSource) {
        migrateSchema(dataSource, null);
    }

    /**
     * Migrates another schema, and creates it if it does not exist.
     *
     * @param dataSource a PostgreSQL or H2 database, not null; it is not closed
     * @param schema the name of the schema as one writes it in SQL without quotes: upper and lower case are the same. A
     *     letter or {@code _}, then letters, digits or {@code _}, at most 63 in all; not null
     * @throws IllegalArgumentException if it is another database, or not the name of a schema
     * @throws FlywayException if the database cannot be reached, or refuses; its message contains neither the URL nor
     *     the password
     */
    public static void migrate(DataSource dataSource, String schema) {
        // Callers that are not checked for null get the same answer as those who pass nonsense.
        if (schema == null || !IDENTIFIER.matcher(schema).matches()) {
            throw new IllegalArgumentException("schema must be a letter or _, then letters, digits or _, at most 63"
                    + " in all, was " + (schema == null ? "null" : '"' + schema + '"'));
        }
        migrateSchema(dataSource, schema);
    }

    private static void migrateSchema(DataSource dataSource, @Nullable String schema) {
        Objects.requireNonNull(dataSource, "dataSource");
        // The class loader of the thread may be anybody's; ours has the scripts.
        FluentConfiguration configuration = Flyway.configure(FailfastSchema.class.getClassLoader())
                .dataSource(dataSource)
                .failOnMissingLocations(true)
                .table("failfast_schema_history")
                // A schema with the application's tables needs a baseline, and Flyway's default of 1 would skip our V1.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateOnMigrate(true)
                .cleanDisabled(true)
                .placeholderReplacement(false);
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData database = connection.getMetaData();
            configuration.locations("classpath:META-INF/dev.failfast/migration/" + folder(database));
            if (schema != null) {
                configuration.schemas(fold(schema, database));
            }
        } catch (SQLException e) {
            throw new FlywayException("broken_services cannot be migrated, the database cannot be reached", e);
        }
        migrate(configuration.load());
    }

    /**
     * Flyway locks its history, but not the decision to create it: of hosts that start at once on a database that has
     * none, some fail. They try again as long as the history shows that others get on with it. On H2, a failed script
     * stays in the history and would be refused for ever; our scripts can be run again from the top.
     */
    private static void migrate(Flyway flyway) {
        int seen = -1;
        while (true) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException e) {
                MigrationInfo[] applied = flyway.info().applied();
                if (applied.length == seen) {
                    throw e;
                }
                seen = applied.length;
                if (Arrays.stream(applied)
                        .anyMatch(migration -> migration.getState().isFailed())) {
                    flyway.repair();
                }
            }
        }
    }

    private static String folder(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> "postgresql";
            case "H2" -> "h2";
            default ->
                throw new IllegalArgumentException("broken_services can live in PostgreSQL and H2, not in " + product);
        };
    }

    /** Flyway quotes the name, everybody else writes it without quotes. */
    private static String fold(String schema, DatabaseMetaData database) throws SQLException {
        if (database.storesUpperCaseIdentifiers()) {
            return schema.toUpperCase(Locale.ROOT);
        }
        return database.storesLowerCaseIdentifiers() ? schema.toLowerCase(Locale.ROOT) : schema;
    }
}
