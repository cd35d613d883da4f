package dev.failfast.jdbc;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Host and pid. Operators read it in {@code tripped_by}. */
final class InstanceName {
    private InstanceName() {}

    static String ofThisProcess() {
        return host() + " pid " + ProcessHandle.current().pid();
    }

    /** The environment first: asking for the local host can wait for a name server. */
    private static String host() {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String host = System.getenv(variable);
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
