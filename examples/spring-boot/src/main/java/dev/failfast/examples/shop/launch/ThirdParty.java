package dev.failfast.examples.shop.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The third party, a real HTTP service on this machine. {@code GET /invoices} and {@code POST /orders} are what it
 * sells; {@code POST /mood/well}, {@code /mood/slow} and {@code /mood/broken} say how it answers from now on, and
 * {@code GET /mood} how it does, and how many calls reached it.
 */
final class ThirdParty implements AutoCloseable {
    /** Longer than anybody waits. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private static final String INVOICES = """
            [{"number": "2026-001", "customer": "Ada Lovelace", "cents": 184300},
             {"number": "2026-002", "customer": "Grace Hopper", "cents": 190600},
             {"number": "2026-003", "customer": "Mary Kenneth Keller", "cents": 191300}]
            """;

    private final HttpServer server;
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger orders = new AtomicInteger();
    private volatile Mood mood = Mood.WELL;

    private ThirdParty(HttpServer server) {
        this.server = server;
    }

    static ThirdParty start(int port) throws IOException {
        ThirdParty started =
                new ThirdParty(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100));
        started.server.createContext("/invoices", call -> started.sell(call, () -> INVOICES));
        started.server.createContext("/orders", call -> started.sell(call, started::confirmation));
        started.server.createContext("/mood", started::mood);
        started.server.start();
        return started;
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void be(Mood mood) {
        this.mood = mood;
    }

    /** How many calls reached it. */
    int calls() {
        return calls.get();
    }

    private interface Body {
        String text();
    }

    private String confirmation() {
        // Also unlike those of an earlier run, on a database that outlived it.
        return "{\"confirmation\": \"%s-%d\"}"
                .formatted(Long.toString(System.currentTimeMillis(), 36), orders.incrementAndGet());
    }

    /** No thread waits for the time of the answer to come. */
    private void sell(HttpExchange call, Body body) {
        calls.incrementAndGet();
        Mood now = mood;
        Runnable answer = () -> {
            if (now == Mood.BROKEN) {
                answer(call, 500, "{\"error\": \"out of order\"}");
            } else {
                answer(call, 200, body.text());
            }
        };
        CompletableFuture.delayedExecutor(now == Mood.SLOW ? SLOW.toMillis() : 0, TimeUnit.MILLISECONDS, answers)
                .execute(answer);
    }

    private void mood(HttpExchange call) {
        // The page comes from elsewhere.
        call.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        if (call.getRequestMethod().equals("POST")) {
            Optional<Mood> wanted = Mood.of(call.getRequestURI().getPath().replaceFirst("^/mood/", ""));
            if (wanted.isEmpty()) {
                answer(call, 404, "{\"error\": \"it can be well, slow or broken\"}");
                return;
            }
            be(wanted.get());
        }
        answer(call, 200, "{\"mood\": \"%s\", \"calls\": %d}".formatted(mood.word(), calls.get()));
    }

    private static void answer(HttpExchange call, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.getRequestBody().readAllBytes();
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(status, body.length);
            call.getResponseBody().write(body);
        } catch (IOException e) {
            // Nobody waits for it any more.
        }
    }

    @Override
    public void close() {
        answers.shutdownNow();
        server.stop(0);
    }
}
