package dev.failfast.examples.web.demo;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.jdbc.JdbcStore;

/**
 * Where the instances of an example keep their state: {@code DEMO_DB}, a JDBC URL, with {@code DEMO_USER} and
 * {@code DEMO_PASSWORD}; without, an H2 in this process.
 */
final class Database {
    private static final String H2 = "jdbc:h2:mem:web;DB_CLOSE_DELAY=-1";

    private final String url = setting("DEMO_DB", H2);
    private final String user = setting("DEMO_USER", "");
    private final String password = setting("DEMO_PASSWORD", "");

    /** What an application does at its start, after its own migrations. */
    void migrate() {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl(url);
            dataSource.setUsername(user);
            dataSource.setPassword(password);
            dataSource.setMaximumPoolSize(2);
            FailfastSchema.migrate(dataSource);
        }
    }

    /** One instance's store, to be closed. */
    Store store(String instance) {
        return JdbcStore.builder(url, user, password).instance(instance).build();
    }

    private static String setting(String variable, String normally) {
        String value = System.getenv(variable);
        // What Maven was not given comes as the name of the variable.
        return value == null || value.isBlank() || value.startsWith("${") ? normally : value;
    }

    @Override
    public String toString() {
        return "Database"; // the password is in it
    }
}
