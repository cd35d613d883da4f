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

    /** The library's default. */
    static final Duration STORE_TIMEOUT = Duration.ofMillis(250);

    /** Where nothing is to be shown of it: this may run beside a build, on few cores. */
    static final Duration LENIENT_STORE_TIMEOUT = Duration.ofSeconds(2);

    /** Longer than the database is away. */
    static final Duration PATIENT_STORE_TIMEOUT = Duration.ofMinutes(1);

    /** Once for a connection, once for an answer, and what a pool of connections adds. */
    static final long LONGEST_STORE_WAIT = 2 * STORE_TIMEOUT.toMillis() + 250;

    /** An outage of the database begins so long after the trip, while the service is slow, and outlasts the break. */
    static final long OUTAGE_AFTER = 4_000;

    /**
     * A host tries the database again 1, 3, 7 and 15 seconds after it noticed, each up to a quarter earlier. So on
     * every host the second try is in vain, and the third one is not.
     */
    static final long OUTAGE_FOR = 5_000;

    /** The fourth try, should the third one be too much for a busy machine. */
    static final long BACK_WITHIN = 12_000;

    /** For how long one looks on when all hosts have noticed that it is over; and if they do not, until when. */
    static final long SETTLE = 2_000;

    static final long LATEST_END = 27_000;

    /** How long a host may take to notice what another one did; most of it is for machines that are busy elsewhere. */
    static final long GRACE = 1_500;

    private Scenario() {}
}
