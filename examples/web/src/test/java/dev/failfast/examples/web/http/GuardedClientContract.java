package dev.failfast.examples.web.http;

import static dev.failfast.test.FailfastAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.examples.web.BrokenService;
import dev.failfast.examples.web.demo.Backend;
import dev.failfast.examples.web.demo.Backend.Day;
import dev.failfast.test.FailfastTest;
import dev.failfast.test.FaultProxy;
import dev.failfast.test.TestFleet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What every guarded client does, over real sockets, and with a real store. */
@FailfastTest
@Timeout(120) // what is not bounded hangs
abstract class GuardedClientContract {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(400);
    private static final Duration BREAK = Duration.ofSeconds(60);

    /** One client in the forms that it has. */
    interface Client extends AutoCloseable {
        /** Waits for the whole body and returns the status. */
        int get(URI url) throws Exception;

        /** The same later; to cancel it cancels the call. */
        CompletableFuture<Integer> getLater(URI url);

        /** Waits for the headers. */
        InputStream open(URI url) throws Exception;

        @Override
        void close();
    }

    abstract Client client(Function<String, Breaker> breakers, Duration timeOut);

    private Backend backend;
    private FaultProxy network;
    private BreakerRegistry registry;
    private TestFleet fleet;
    private Client client;
    private URI url;
    private Breaker breaker;

    @BeforeEach
    void start(TestFleet fleet) throws IOException {
        this.fleet = fleet;
        registry = fleet.registry();
        backend = Backend.start();
        network = FaultProxy.inFrontOf("127.0.0.1", backend.address().getPort());
        client = client(registry::get, PATIENT);
        url = URI.create("http://127.0.0.1:" + network.port() + "/invoices");
        breaker = registry.get("127.0.0.1:" + network.port());
    }

    @AfterEach
    void stop() {
        client.close();
        network.close();
        backend.close();
    }

    // ---- what counts

    @Test
    void aStatusOf500TripsAndIsStillTheCallers() throws Exception {
        backend.be(Day.FAILING);

        assertThat(client.get(url)).isEqualTo(500);

        assertThat(breaker).isOpen().hasReason(ServerErrorException.class);
    }

    @Test
    void aStatusOf500TripsAsynchronously() throws Exception {
        backend.be(Day.FAILING);

        assertThat(client.getLater(url).get()).isEqualTo(500);

        assertThat(breaker).isOpen().hasReason(ServerErrorException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Day.class,
            mode = Mode.INCLUDE,
            names = {"MISSING", "BUSY"})
    void aStatusOf404Or429IsAnAnswerAndHealsAProbe(Day day) throws Exception {
        backend.be(day);
        assertThat(client.get(url)).isBetween(400, 499);
        assertThat(breaker).isClosed();

        makeProbeDue();
        assertThat(client.getLater(url).get()).isBetween(400, 499);
        assertThat(breaker).isClosed();
    }

    @Test
    void whatTheOptionsOfTheBreakerSayCounts() throws Exception {
        backend.be(Day.BUSY);
        BreakerRegistry strict = BreakerRegistry.builder()
                .store(fleet.store())
                .defaults(b -> b.tripOnResult(
                        Object.class, response -> response.toString().contains("429")))
                .build();

        try (Client client = client(strict::get, PATIENT)) {
            assertThat(client.get(url)).isEqualTo(429);
        }

        assertThat(breaker).isOpen();
    }

    @Test
    void aTimeOutTrips() {
        backend.be(Day.SLOW);
        try (Client impatient = client(registry::get, IMPATIENT)) {
            assertThatThrownBy(() -> impatient.get(url)).isInstanceOf(IOException.class);
        }
        assertThat(breaker).isOpen();
    }

    @Test
    void aTimeOutTripsAsynchronously() {
        network.blackHole();
        try (Client impatient = client(registry::get, IMPATIENT)) {
            assertThatThrownBy(() -> impatient.getLater(url).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThat(breaker).isOpen();
    }

    @Test
    void aRefusedConnectionTrips() {
        network.refuse();

        assertThatThrownBy(() -> client.get(url)).isInstanceOf(IOException.class);

        assertThat(breaker).isOpen();
    }

    @Test
    void aConnectionThatIsCutBeforeTheAnswerTrips() {
        backend.be(Day.SLOW);
        CompletableFuture<Integer> call = client.getLater(url);
        awaitCalls(1);

        network.refuse(); // those who try again
        network.cut();

        assertThatThrownBy(call::get).isInstanceOf(ExecutionException.class);
        assertThat(breaker).isOpen();
    }

    // ---- bodies

    @Test
    void aBodyThatBreaksOffTrips() {
        backend.be(Day.CUTTING);

        assertThatThrownBy(() -> client.get(url)).isInstanceOf(IOException.class);

        assertThat(breaker).isOpen();
    }

    @Test
    void aBodyThatBreaksOffTripsAsynchronously() {
        backend.be(Day.CUTTING);

        assertThatThrownBy(() -> client.getLater(url).get()).hasCauseInstanceOf(IOException.class);

        assertThat(breaker).isOpen();
    }

    @Test
    void aStreamedBodyThatBreaksOffTripsWhenItsReaderFindsOut() throws Exception {
        backend.be(Day.STALLING);
        try (InputStream body = client.open(url)) {
            assertThat(body.read()).isEqualTo('[');
            assertThat(breaker).isClosed();

            network.cut();
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(breaker).isOpen();
    }

    @Test
    void aStreamedBodyThatStallsTripsAfterTheTimeOut() throws Exception {
        backend.be(Day.STALLING);
        try (Client impatient = client(registry::get, IMPATIENT);
                InputStream body = impatient.open(url)) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(breaker).isOpen();
    }

    @Test
    void aProbeHealsWithTheEndOfItsBodyAndNotBefore() throws Exception {
        backend.be(Day.STALLING);
        makeProbeDue();
        try (InputStream body = client.open(url)) {
            assertThat(body.read()).isEqualTo('[');
            assertThat(breaker).isOpen(); // the probe has its lease

            backend.be(Day.WELL);
            assertThat(body.readAllBytes()).isNotEmpty();
            assertThat(breaker).isClosed();
        }
    }

    @Test
    void aBodyThatItsReaderClosesEarlyIsAnAnswer() throws Exception {
        backend.be(Day.STALLING);
        makeProbeDue();

        try (InputStream body = client.open(url)) {
            assertThat(body.read()).isEqualTo('[');
        }

        await().untilAsserted(() -> assertThat(breaker).isClosed());
    }

    // ---- what says nothing

    @ParameterizedTest
    @EnumSource(
            value = Day.class,
            mode = Mode.INCLUDE,
            names = {"SLOW", "STALLING"})
    void aCallThatIsCancelledAtTheHeadersOrInTheBodySaysNothingAndGivesItsProbeBack(Day day) {
        backend.be(day);
        makeProbeDue();
        CompletableFuture<Integer> probe = client.getLater(url);
        awaitCalls(1);
        assertThat(breaker).isOpen();

        probe.cancel(true);

        await().untilAsserted(() -> assertThat(breaker).isHalfOpen());
        assertThat(breaker).hasTrips(1);
    }

    @Test
    void anInterruptedCallSaysNothingAndGivesItsProbeBack() throws Exception {
        backend.be(Day.SLOW);
        makeProbeDue();
        FutureTask<Integer> probe = new FutureTask<>(() -> client.get(url));
        Thread caller = new Thread(probe);
        caller.start();
        awaitCalls(1);

        interrupt(caller, network);

        assertThatThrownBy(probe::get).isInstanceOf(ExecutionException.class);
        await().untilAsserted(() -> assertThat(breaker).isHalfOpen());
        assertThat(breaker).hasTrips(1);
    }

    /** Interrupts a call that waits for the answer, and sees to it that it notices. */
    void interrupt(Thread caller, FaultProxy network) {
        caller.interrupt();
    }

    // ---- a broken host

    @Test
    void aBrokenHostIsNotCalledAndOthersAre() throws Exception {
        breaker.forceOpen(BREAK);

        assertThatThrownBy(() -> client.get(url))
                .satisfies(e -> assertThat(BrokenService.in(e)).isNotNull());
        assertThatThrownBy(() -> client.getLater(url).get())
                .satisfies(e -> assertThat(BrokenService.in(e)).isNotNull());
        assertThat(backend.calls()).isZero();

        try (Backend other = Backend.start()) {
            assertThat(client.get(other.address().resolve("/invoices"))).isEqualTo(200);
        }
    }

    @Test
    void oneOfManyCallsProbes() throws Exception {
        backend.be(Day.SLOW);
        makeProbeDue();
        CompletableFuture<Integer> probe = client.getLater(url);
        awaitCalls(1);

        assertThatThrownBy(() -> client.get(url))
                .satisfies(e -> assertThat(BrokenService.in(e)).isNotNull());
        backend.be(Day.WELL);

        assertThat(probe.get()).isEqualTo(200);
        assertThat(breaker).isClosed();
        assertThat(backend.calls()).isEqualTo(1);
    }

    private void makeProbeDue() {
        breaker.forceOpen(BREAK);
        fleet.elapse(BREAK);
    }

    private void awaitCalls(int calls) {
        await().until(() -> backend.calls() == calls);
    }
}
