package dev.failfast.examples.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one can say on the command line, {@code -Ddemo.db=postgresql}, or in the environment, {@code DEMO_DB}.
 *
 * @param db {@code h2}, {@code postgresql}, or a JDBC URL; null if that is left to the demo
 * @param user for a JDBC URL
 * @param password for a JDBC URL
 * @param outage normally none
 * @param sabotage normally none
 */
record Options(
        @Nullable String db,
        @Nullable String user,
        @Nullable String password,
        Outage outage,
        Sabotage sabotage) {

    static Options read() {
        return new Options(
                value("demo.db"),
                value("demo.user"),
                value("demo.password"),
                choice("demo.outage", Outage.NONE),
                choice("demo.sabotage", Sabotage.NONE));
    }

    @Override
    public String toString() {
        return "Options"; // the password is among them
    }

    private static <E extends Enum<E>> E choice(String option, E normally) {
        String word = value(option);
        E[] choices = normally.getDeclaringClass().getEnumConstants();
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equalsIgnoreCase(word == null ? normally.name() : word))
                .findFirst()
                .orElseThrow(() -> new DemoException(option + " must be one of "
                        + Arrays.stream(choices)
                                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
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
