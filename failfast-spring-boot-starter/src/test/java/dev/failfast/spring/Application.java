package dev.failfast.spring;

import dev.failfast.db.testing.FreshDatabase;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Starts real applications. */
public final class Application {
    /** One that defines no bean. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Plain {}

    private Application() {}

    /** As an application without a web server, an own Flyway or Liquibase, unless the properties say otherwise. */
    public static ConfigurableApplicationContext start(Class<?> application, String... properties) {
        return of(application, WebApplicationType.NONE).run(arguments(properties));
    }

    /** As one with an embedded Tomcat on a free port. */
    public static ConfigurableApplicationContext startWeb(Class<?> application, String... properties) {
        return of(application, WebApplicationType.SERVLET)
                .run(arguments(Stream.concat(Stream.of("server.port=0"), Arrays.stream(properties))
                        .toArray(String[]::new)));
    }

    static SpringApplication of(Class<?> application, WebApplicationType type) {
        SpringApplication result = new SpringApplication(application);
        result.setWebApplicationType(type);
        result.setBannerMode(Banner.Mode.OFF);
        result.setRegisterShutdownHook(false);
        return result;
    }

    /** Of what is said twice, the last word. */
    static String[] arguments(String... properties) {
        Map<String, String> last = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "spring.flyway.enabled=false",
                                "spring.liquibase.enabled=false",
                                "spring.jmx.enabled=false",
                                "logging.level.root=warn"),
                        Arrays.stream(properties))
                .forEach(property -> last.put(property.substring(0, property.indexOf('=')), "--" + property));
        return last.values().toArray(String[]::new);
    }

    /** The properties that lead to a database, and some more. */
    public static String[] on(FreshDatabase database, String... more) {
        return on(database.url(), database, more);
    }

    static String[] on(String url, FreshDatabase database, String... more) {
        return Stream.concat(
                        Stream.of(
                                "spring.datasource.url=" + url,
                                "spring.datasource.username=" + database.user(),
                                "spring.datasource.password=" + database.password()),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    static boolean hasTable(DataSource dataSource, String name) {
        Integer tables = new JdbcTemplate(dataSource)
                .queryForObject(
                        "SELECT count(*) FROM information_schema.tables WHERE lower(table_name) = ?",
                        Integer.class,
                        name);
        return tables != null && tables == 1;
    }
}
