package dev.failfast.spring;

import dev.failfast.jdbc.JdbcStore;
import dev.failfast.jdbc.JdbcStoreBuilder;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** The database that has the table, and the connections that the store and the migration use. */
final class FailfastDatabase {
    private final DataSource application;
    private final @Nullable Login login;

    /** @param login how to get there without the application's pool; null if the store uses that pool */
    FailfastDatabase(DataSource application, @Nullable Login login) {
        this.application = application;
        this.login = login;
    }

    /** Of several the one that is marked, else the primary one. */
    static DataSource choose(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
        DataSource chosen = marked.getIfAvailable();
        if (chosen == null) {
            chosen = all.getIfUnique();
        }
        if (chosen == null) {
            throw new PropertyRefusedException(
                    "failfast does not know which of the application's DataSource beans has the table broken_services:"
                            + " there are several, none of them is primary",
                    "Mark one of them with @FailfastDataSource or @Primary, or keep the state in the process with"
                            + " failfast.store.type=in-process.",
                    null);
        }
        return chosen;
    }

    JdbcStoreBuilder store() {
        return login == null
                ? JdbcStore.builder(application)
                : JdbcStore.builder(login.url(), login.user(), login.password());
    }

    /**
     * What to migrate with. On a network connections of its own, which give up: one that hangs must not keep a pool of
     * the application waiting. H2 in memory ends with its last connection, and the application's pool holds one.
     */
    DataSource forMigration() {
        return login != null && login.url().startsWith("jdbc:postgresql:") ? patient(login) : application;
    }

    private static DataSource patient(Login login) {
        Properties properties = new Properties();
        // Defaults: what the URL says of these wins.
        properties.setProperty("ApplicationName", "failfast migration");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        // A migration that waits for another host's asks once per second.
        properties.setProperty("socketTimeout", "60");
        if (login.user() != null) {
            properties.setProperty("user", login.user());
        }
        if (login.password() != null) {
            properties.setProperty("password", login.password());
        }
        try {
            return new SimpleDriverDataSource(DriverManager.getDriver(login.url()), login.url(), properties);
        } catch (SQLException e) {
            throw new IllegalArgumentException("no JDBC driver on the class path takes the application's URL", e);
        }
    }
}
