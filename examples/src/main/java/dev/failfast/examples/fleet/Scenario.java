package dev.failfast.examples.fleet;

import java.time.Duration;
import java.util.List;

/** What happens when, and how much of it; the same in both runs. Numbers are milliseconds since the start of a run. */
final class Scenario {
    static final String SERVICE = "sales_api";
    static final List<String> HOSTS = List.of("host-1", "host-2", "host-3");
    static final int THREADS = 4;

    /** Of each host, whether or not anybody is free to serve them. */
    static final int REQUESTS_PER_SECOND = 40;

    /** A user who has waited this long for a request thread leaves. */
    static final long PATIENCE = 3_000;

    static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration ANSWERS_IN = Duration.ofMillis(40);

    static final long SLOW_FROM = 3_000;
    static final long SLOW_TO = 10_000;
    static final long END = 16_000;

    /** From the first time-out, two seconds after the service turned slow, until three after it recovered. */
    static final Duration OPEN_FOR = Duration.ofSeconds(8);

    /** How long a host may take to notice what another one did; most of it is for machines that are busy elsewhere. */
    static final long GRACE = 1_500;

    private Scenario() {}
}
