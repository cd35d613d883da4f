package dev.failfast.examples.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The third party: a real HTTP service that answers quickly, or far too late. */
final class SlowService implements AutoCloseable {
    /** Longer than anybody waits. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    /**
     * A call that reached the service.
     *
     * @param arrived in milliseconds since the epoch, or since the start of a run
     * @param answered likewise, just before the answer was sent; {@link #NEVER} if it came too late for everybody
     */
    record Call(long arrived, long answered) {
        static final long NEVER = Long.MAX_VALUE;

        Call since(long start) {
            return new Call(arrived - start, answered == NEVER ? NEVER : answered - start);
        }
    }

    private final HttpServer server;
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private volatile boolean slow;

    // Guarded by itself.
    private final List<Call> calls = new ArrayList<>();

    private SlowService(HttpServer server) {
        this.server = server;
    }

    static SlowService start() throws IOException {
        // Else the kernel may hold back a small answer for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        SlowService service = new SlowService(server);
        server.createContext("/invoices", service::take);
        server.start();
        return service;
    }

    URI address() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ':' + address.getPort() + "/invoices");
    }

    void beSlow(boolean slow) {
        this.slow = slow;
    }

    /** What reached the service at or after {@code start}, in the order of arrival, and in time since then. */
    List<Call> callsSince(long start) {
        synchronized (calls) {
            return calls.stream()
                    .map(call -> call.since(start))
                    .filter(call -> call.arrived() >= 0)
                    .sorted((a, b) -> Long.compare(a.arrived(), b.arrived()))
                    .toList();
        }
    }

    /** No thread waits for the time of the answer to come. */
    private void take(HttpExchange call) {
        long arrived = System.currentTimeMillis();
        boolean late = slow;
        if (late) {
            add(new Call(arrived, Call.NEVER));
        }
        Duration delay = late ? SLOW : Scenario.ANSWERS_IN;
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, answers)
                .execute(() -> answer(call, arrived, late));
    }

    private void answer(HttpExchange call, long arrived, boolean late) {
        if (!late) {
            add(new Call(arrived, System.currentTimeMillis()));
        }
        byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
        } catch (IOException e) {
            // Nobody waits for it any more.
        }
    }

    private void add(Call call) {
        synchronized (calls) {
            calls.add(call);
        }
    }

    @Override
    public void close() {
        answers.shutdownNow();
        server.stop(0);
    }
}
