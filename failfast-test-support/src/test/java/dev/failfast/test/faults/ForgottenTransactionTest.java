package dev.failfast.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Permit;
import dev.failfast.db.testing.FaultyPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's {@code BEGIN; UPDATE ...} that he forgot, on a service that is due for a probe, and many calls of it.
 * For some seconds, or for ten minutes with the system property {@code failfast.long}.
 */
class ForgottenTransactionTest {
    private static final Logger log = LoggerFactory.getLogger(ForgottenTransactionTest.class);

    private static final Duration HOW_LONG =
            Boolean.getBoolean("failfast.long") ? Duration.ofMinutes(10) : Duration.ofSeconds(3);
    /** The server gives up after four fifths of it: a distance that a busy machine keeps. */
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    private static final String WAITS = "wait_event_type = 'Lock'";

    private static FaultyPostgres server;

    @BeforeAll
    static void start() {
        PoolWatch.watchAllPools();
        server = new FaultyPostgres(30);
    }

    @AfterAll
    static void close() {
        PoolWatch.stop();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Site.Pool.class)
    void noBackendWaitsAndNoConnectionIsLost(Site.Pool pool) throws Exception {
        try (Site site = new Site(server, pool, TIMEOUT);
                Load load = new Load(site)) {
            load.start(site);
            // A start on a busy machine may have had one.
            int outages = site.outages.begun();
            List<String> connections = site.backends("true");
            long gaveUp = server.logged(Result.GAVE_UP_WAITING);
            try (Connection operator = Faults.lockRow(site)) {
                long locked = System.nanoTime();
                while (System.nanoTime() - locked < HOW_LONG.toNanos()) {
                    load.awaitRounds(10);
                    assertThat(site.backends(WAITS)).hasSizeLessThanOrEqualTo(1);
                }
                load.stop();
                gaveUp = server.logged(Result.GAVE_UP_WAITING) - gaveUp;
                List<Call> calls = load.callsThatEndedAfter(locked);
                log.info("{}: {} calls, {} of them waited for the lock", pool, calls.size(), gaveUp);

                assertThat(site.backends(WAITS)).isEmpty();
                assertThat(site.backends("true")).containsAll(connections).hasSizeLessThanOrEqualTo(pool.size);
                assertThat(gaveUp).isBetween(1L, 1 + HOW_LONG.toSeconds());
                assertThat(calls).filteredOn(call -> call.wrong() != null).isEmpty();
                assertThat(site.outages.begun()).isEqualTo(outages);
                operator.commit();
            }
            Breaker due = site.breaker(Load.DUE);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                Permit permit = due.tryAcquire();
                if (permit != null) {
                    permit.succeeded();
                }
                return site.rows("SELECT name FROM broken_services WHERE name = '" + Load.DUE + "'")
                        .isEmpty();
            });
        }
    }
}
