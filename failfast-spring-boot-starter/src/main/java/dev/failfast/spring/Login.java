package dev.failfast.spring;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.ClassUtils;

/**
 * How to get to the database of the application's data source without its pool. Read from the data source itself, so it
 * does not matter whether that was made from {@code spring.datasource}, a service connection or by hand.
 *
 * @param url the JDBC URL
 * @param user the role, or null if the URL names it
 * @param password its password, or null if it has none
 */
record Login(String url, @Nullable String user, @Nullable String password) {
    private static final Logger log = LoggerFactory.getLogger(Login.class);

    /** Null if a URL, a user and a password are not all there is to it; says why. */
    static @Nullable Login of(DataSource dataSource) {
        if (!ClassUtils.isPresent("org.springframework.boot.jdbc.DataSourceBuilder", Login.class.getClassLoader())) {
            return none("spring-boot-jdbc is not on the class path");
        }
        String more = settingsOfHikari(dataSource);
        if (more != null) {
            return none("it has " + more + ", which the URL does not say");
        }
        try {
            return Derived.from(dataSource);
        } catch (RuntimeException e) {
            return none("its URL cannot be read");
        }
    }

    private static @Nullable Login none(String why) {
        log.info(
                "the store uses the application's DataSource and not a pool of its own: {};"
                        + " failfast.store.type=application-pool says that this is wanted",
                why);
        return null;
    }

    /** What connections of that pool have and those of another one, made from its URL, would not. */
    private static @Nullable String settingsOfHikari(DataSource dataSource) {
        HikariDataSource hikari;
        try {
            if (!dataSource.isWrapperFor(HikariDataSource.class)) {
                return null;
            }
            hikari = dataSource.unwrap(HikariDataSource.class);
        } catch (SQLException | RuntimeException e) {
            return null;
        }
        if (!hikari.getDataSourceProperties().isEmpty()) {
            return "data-source-properties";
        }
        if (hikari.getSchema() != null || hikari.getCatalog() != null) {
            return "a schema or catalog";
        }
        if (hikari.getClass() != HikariDataSource.class || hikari.getCredentialsProvider() != null) {
            return "credentials of its own making"; // which may be others in a quarter of an hour
        }
        return hikari.getConnectionInitSql() == null ? null : "connection-init-sql";
    }

    /** Not the record's own, which would show the password. */
    @Override
    public String toString() {
        return "Login";
    }

    /** Loaded only if Spring's JDBC is there. */
    private static final class Derived {
        static @Nullable Login from(DataSource dataSource) {
            SimpleDriverDataSource derived = DataSourceBuilder.derivedFrom(dataSource)
                    .type(SimpleDriverDataSource.class)
                    .build();
            String url = derived.getUrl();
            if (url == null) {
                return none("it has no URL");
            }
            if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
                return none("its URL is one of a driver that the store's own pool does not know");
            }
            return new Login(url, derived.getUsername(), derived.getPassword());
        }
    }
}
