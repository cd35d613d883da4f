package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Store;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Ours comes after the application's own: its Flyway refuses a schema that is not empty, and its Liquibase, here, one
 * that has our table.
 */
class MigrationOrderTest {
    private final FreshDatabase database = TestDatabase.H2.fresh();
    private final DataSource dataSource = database.dataSource();

    @Test
    void afterTheFlywayOfTheApplication() {
        String[] properties =
                Application.on(database, "spring.flyway.enabled=true", "spring.flyway.locations=classpath:app/flyway");
        try (var context = Application.start(Application.Plain.class, properties)) {
            assertThat(context.getBean(Store.class).list()).isEmpty();
            assertThat(context.getBeansOfType(Flyway.class)).hasSize(1);
        }
        assertThat(Application.hasTable(dataSource, "orders")).isTrue();
        assertThat(histories()).isEqualTo(2);

        try (var again = Application.start(Application.Plain.class, properties)) {
            assertThat(again.getBean(Store.class).list()).isEmpty();
        }
    }

    @Test
    void afterTheLiquibaseOfTheApplication() {
        try (var context = Application.start(
                Application.Plain.class,
                Application.on(
                        database,
                        "spring.liquibase.enabled=true",
                        "spring.liquibase.change-log=classpath:app/liquibase/changelog.sql"))) {
            assertThat(context.getBean(Store.class).list()).isEmpty();
        }
        assertThat(Application.hasTable(dataSource, "orders")).isTrue();
    }

    @Test
    void withoutAnyMigrationOfTheApplication() {
        try (var context = Application.start(Application.Plain.class, Application.on(database))) {
            assertThat(context.getBean(Store.class).list()).isEmpty();
        }
        assertThat(histories()).isEqualTo(1);
    }

    @Test
    void intoTheSchemaOfTheTable() {
        try (var context = Application.start(
                Application.Plain.class, Application.on(database, "failfast.store.table=ops.broken_services"))) {
            assertThat(context.getBean(Store.class).list()).isEmpty();
        }
        assertThat(new JdbcTemplate(dataSource)
                        .queryForObject("SELECT count(*) FROM ops.broken_services", Integer.class))
                .isZero();
    }

    @Test
    void notAtAllIfToldSo() {
        try (var context =
                Application.start(Application.Plain.class, Application.on(database, "failfast.schema.migrate=false"))) {
            assertThat(context.getBeansOfType(FailfastSchemaInitializer.class)).isEmpty();
        }
        assertThat(Application.hasTable(dataSource, "broken_services")).isFalse();
    }

    /** Tables in which Flyway keeps its history: the application's and ours. */
    private int histories() {
        Integer histories = new JdbcTemplate(dataSource)
                .queryForObject(
                        "SELECT count(*) FROM information_schema.tables WHERE lower(table_name) LIKE '%schema_history'",
                        Integer.class);
        return histories == null ? 0 : histories;
    }
}
