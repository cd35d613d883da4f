package dev.failfast.examples.web.http;

import java.util.Locale;

/** What the service behind a URL is called. */
final class HostName {
    private HostName() {}

    /**
     * The host, and the port if it is not the scheme's own: {@code api.example.com}, {@code localhost:8080}.
     *
     * @param port -1 if the URL has none
     */
    static String of(String scheme, String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        int usual = scheme.equalsIgnoreCase("https") ? 443 : 80;
        return port == -1 || port == usual ? name : name + ':' + port;
    }
}
