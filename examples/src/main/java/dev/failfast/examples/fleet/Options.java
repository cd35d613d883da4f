package dev.failfast.examples.fleet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one can say on the command line, {@code -Ddemo.db=postgresql}, or in the environment, {@code DEMO_DB}.
 *
 * @param db null or {@code h2}, {@code postgresql}, or a JDBC URL
 * @param user for a JDBC URL
 * @param password for a JDBC URL
 * @param sabotage normally none
 */
record Options(
        @Nullable String db,
        @Nullable String user,
        @Nullable String password,
        Sabotage sabotage) {

    static Options read() {
        return new Options(
                value("demo.db"), value("demo.user"), value("demo.password"), Sabotage.of(value("demo.sabotage")));
    }

    @Override
    public String toString() {
        return "Options"; // the password is among them
    }

    private static @Nullable String value(String option) {
        String value = System.getProperty(option);
        if (value == null) {
            value = System.getenv(option.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        // What Maven was not given comes as the name of the variable.
        return value == null || value.isBlank() || value.startsWith("${") ? null : value;
    }
}
