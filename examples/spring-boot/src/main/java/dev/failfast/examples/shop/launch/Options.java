package dev.failfast.examples.shop.launch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one can say on the command line, {@code -Dshop.db=postgresql}, or in the environment, {@code SHOP_DB}.
 *
 * @param db {@code h2}, {@code postgresql}, or a JDBC URL
 * @param user for a JDBC URL
 * @param password for a JDBC URL
 * @param port of the first instance; the second one and the third party have the next two
 */
record Options(String db, String user, String password, int port) {

    static Options read() {
        return new Options(
                value("shop.db", "h2"),
                value("shop.user", ""),
                value("shop.password", ""),
                port(value("shop.port", "8081")));
    }

    @Override
    public String toString() {
        return "Options"; // the password is among them
    }

    private static int port(String word) {
        try {
            int port = Integer.parseInt(word);
            if (port > 0 && port <= 65_533) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new LaunchException("shop.port must be a number from 1 to 65533, was " + word);
    }

    private static String value(String option, String normally) {
        @Nullable String value = System.getProperty(option);
        if (value == null) {
            value = System.getenv(option.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        // What Maven was not given comes as the name of the variable.
        return value == null || value.isBlank() || value.startsWith("${") ? normally : value;
    }
}
