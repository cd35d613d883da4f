package dev.failfast.examples.web;

import static dev.failfast.test.FailfastAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Store;
import dev.failfast.examples.web.demo.Backend;
import dev.failfast.examples.web.demo.Backend.Day;
import dev.failfast.test.FailfastTest;
import dev.failfast.test.FaultProxy;
import dev.failfast.test.TestFleet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances of a web application on one database: real servers, a real store, a real network. */
@FailfastTest
public abstract class ApplicationContract {
    private static final Duration BREAK = Duration.ofSeconds(30);

    /** Short enough to wait for, long enough for a machine that is busy with other things. */
    private static final Duration TIME_OUT = Duration.ofSeconds(2);

    /** One instance. */
    protected interface Instance extends AutoCloseable {
        URI address();

        @Override
        void close();
    }

    protected abstract Instance start(Store store, URI backend, Duration timeOut) throws Exception;

    /** Where invoices are had, in each of the ways that the application knows. */
    protected abstract List<String> paths();

    private TestFleet fleet;
    private Backend backend;
    private FaultProxy network;
    private Instance a;
    private Instance b;
    private Breaker breaker;

    @BeforeEach
    void startBoth(TestFleet fleet) throws Exception {
        this.fleet = fleet;
        backend = Backend.start();
        network = FaultProxy.inFrontOf("127.0.0.1", backend.address().getPort());
        URI invoices = URI.create("http://127.0.0.1:" + network.port() + "/invoices");
        a = start(fleet.store(), invoices, TIME_OUT);
        b = start(fleet.newHost(), invoices, TIME_OUT);
        breaker = fleet.registry().get("127.0.0.1:" + network.port());
    }

    @AfterEach
    void stopBoth() {
        a.close();
        b.close();
        network.close();
        backend.close();
    }

    @Test
    void whatOneInstanceLearnsTheHardWayTheOtherAnswersAtOnceUntilOneProbeHealsBoth() throws Exception {
        String path = paths().get(0);
        assertThat(Http.get(b.address().resolve(path)).statusCode()).isEqualTo(200);

        backend.be(Day.SLOW);
        assertThat(Http.get(a.address().resolve(path)).statusCode()).isIn(500, 504);
        assertThat(breaker).isOpen().wasTrippedBy("host-1");
        int calls = backend.calls();
        assertUnavailable(Http.get(b.address().resolve(path)));
        assertUnavailable(Http.get(a.address().resolve(path)));
        assertThat(backend.calls()).isEqualTo(calls);

        fleet.elapse(BREAK);
        CompletableFuture<HttpResponse<String>> probe =
                Http.getLater(b.address().resolve(path));
        await().until(() -> backend.calls() > calls);
        assertUnavailable(Http.get(a.address().resolve(path)));
        assertUnavailable(Http.get(b.address().resolve(path)));
        assertThat(backend.calls()).isEqualTo(calls + 1);

        backend.be(Day.WELL);
        assertThat(probe.get().statusCode()).isEqualTo(200);
        assertThat(breaker).isClosed();
        assertThat(Http.get(a.address().resolve(path)).statusCode()).isEqualTo(200);
        assertThat(Http.get(b.address().resolve(path)).statusCode()).isEqualTo(200);
    }

    @Test
    void eachWayToAnswerSays503WithRetryAfterAndDoesNotCall() throws Exception {
        breaker.forceOpen(BREAK);
        for (String path : paths()) {
            assertUnavailable(Http.get(a.address().resolve(path)));
        }
        assertThat(backend.calls()).isZero();
    }

    @Test
    void eachWayToAnswerIsGuarded() throws Exception {
        for (String path : paths()) {
            assertThat(Http.get(a.address().resolve(path)).body()).contains("\"id\": 1");
            assertThat(breaker).isClosed();

            backend.be(Day.FAILING);
            assertThat(Http.get(a.address().resolve(path)).statusCode()).isEqualTo(502);
            assertThat(breaker).isOpen();

            backend.be(Day.WELL);
            breaker.reset();
        }
    }

    @Test
    void aConnectionThatIsCutInTheMiddleOfTheBodyCounts() throws Exception {
        for (String path : paths()) {
            backend.be(Day.STALLING);
            int calls = backend.calls();
            CompletableFuture<HttpResponse<String>> call =
                    Http.getLater(a.address().resolve(path));
            await().until(() -> backend.calls() > calls);

            network.refuse(); // those who try again
            network.cut();

            assertThat(call.get().statusCode()).isBetween(500, 504);
            assertThat(breaker).isOpen();
            assertUnavailable(Http.get(b.address().resolve(path)));
            breaker.reset();
            network.pass();
        }
    }

    @Test
    void aNetworkThatSwallowsEverythingCounts() throws Exception {
        network.blackHole();

        assertThat(Http.get(a.address().resolve(paths().get(1))).statusCode()).isBetween(500, 504);

        assertThat(breaker).isOpen();
        assertUnavailable(Http.get(b.address().resolve(paths().get(1))));
    }

    private void assertUnavailable(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Http.header(response, "Retry-After")).matches("[1-9][0-9]*");
        assertThat(Integer.parseInt(Http.header(response, "Retry-After"))).isBetween(1, 30);
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(response.body())
                .isEqualTo("temporarily unavailable; retry in " + Http.header(response, "Retry-After") + " s\n")
                .doesNotContain(breaker.name());
    }
}
