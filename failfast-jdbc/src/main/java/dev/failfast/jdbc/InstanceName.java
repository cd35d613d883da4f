package dev.failfast.jdbc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Host and pid. Operators read it in {@code tripped_by}. */
final class InstanceName {
    private static final int LONGEST = 255;

    private InstanceName() {}

    static String ofThisProcess() {
        return of(host(System::getenv), ProcessHandle.current().pid());
    }

    /** Whatever the host is called: a name that the column does not take would make every trip fail. */
    static String of(String host, long pid) {
        String suffix = " pid " + pid;
        String cut = host.substring(0, Math.min(host.length(), LONGEST - suffix.length()));
        // After the cut, which may leave half a surrogate pair.
        return cut.replaceAll("\\p{Cntrl}|\\p{Cs}", "?") + suffix;
    }

    /** The name, if the column takes it. */
    static String check(String instance) {
        if (instance.isBlank() || instance.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "instance must have 1 to " + LONGEST + " characters and not be blank, had " + instance.length());
        }
        instance.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                throw new IllegalArgumentException(String.format(
                        "instance must not contain control characters or unpaired surrogates, had U+%04X", c));
            }
        });
        return instance;
    }

    /** The environment first: asking for the local host can wait for a name server. */
    static String host(UnaryOperator<@Nullable String> environment) {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String host = environment.apply(variable);
            if (host != null && !host.isBlank()) {
                return host.strip();
            }
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }
}
