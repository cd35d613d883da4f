package dev.failfast.examples.web.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The third party: a real HTTP server that has good and bad days on request, by {@code GET /be/slow}. */
public final class Backend implements AutoCloseable {
    /** What kind of day it is. */
    public enum Day {
        /** Answers at once. */
        WELL,
        /** Answers on the next day. */
        SLOW,
        /** Answers 500. */
        FAILING,
        /** Answers 404. */
        MISSING,
        /** Answers 429. */
        BUSY,
        /** Breaks off in the middle of the body. */
        CUTTING,
        /** Stops in the middle of the body and goes on on the next day. */
        STALLING
    }

    private static final String INVOICES = "[{\"id\": 1}, {\"id\": 2}]\n";
    private static final int BEGINNING = 5;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "backend");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
    private volatile Day day = Day.WELL;

    private Backend(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it on a free port.
     *
     * @return a backend to be closed
     * @throws IOException if there is no port
     */
    public static Backend start() throws IOException {
        // Else the kernel may hold back a small answer for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        Backend backend = new Backend(server);
        server.createContext("/invoices", backend::invoices);
        server.createContext("/be/", backend::change);
        server.setExecutor(backend.threads);
        server.start();
        return backend;
    }

    /**
     * Where it listens.
     *
     * @return its address, without a path
     */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * From now on it is such a day. Answers what the day before left unanswered.
     *
     * @param day which
     */
    public void be(Day day) {
        this.day = day;
        for (Runnable left = pending.poll(); left != null; left = pending.poll()) {
            left.run();
        }
    }

    /**
     * How busy it was.
     *
     * @return how many calls have reached it, whatever became of them
     */
    public int calls() {
        return calls.get();
    }

    private void invoices(HttpExchange call) throws IOException {
        calls.incrementAndGet();
        switch (day) {
            case WELL -> answer(call, 200, INVOICES);
            case SLOW -> pending.add(() -> answerIfSomebodyWaits(call));
            case FAILING -> answer(call, 500, "sorry\n");
            case MISSING -> answer(call, 404, "what?\n");
            case BUSY -> answer(call, 429, "slowly!\n");
            case CUTTING -> {
                begin(call);
                call.close();
            }
            case STALLING -> {
                begin(call);
                pending.add(() -> finishIfSomebodyWaits(call));
            }
        }
    }

    private void change(HttpExchange call) throws IOException {
        String wanted = call.getRequestURI().getPath().substring("/be/".length());
        try {
            be(Day.valueOf(wanted.toUpperCase(Locale.ROOT)));
            answer(call, 200, "now " + wanted + "\n");
        } catch (IllegalArgumentException e) {
            answer(call, 404, "be one of well, slow, failing, missing, busy, cutting, stalling\n");
        }
    }

    private static void answer(HttpExchange call, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.sendResponseHeaders(status, body.length);
            call.getResponseBody().write(body);
        }
    }

    private static void answerIfSomebodyWaits(HttpExchange call) {
        try {
            answer(call, 200, INVOICES);
        } catch (IOException e) {
            // They have gone.
        }
    }

    /** Promises more than it sends. */
    private static void begin(HttpExchange call) throws IOException {
        byte[] body = INVOICES.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(200, body.length);
        OutputStream out = call.getResponseBody();
        out.write(body, 0, BEGINNING);
        out.flush();
    }

    private static void finishIfSomebodyWaits(HttpExchange call) {
        byte[] body = INVOICES.getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.getResponseBody().write(body, BEGINNING, body.length - BEGINNING);
        } catch (IOException e) {
            // They have gone.
        }
    }

    @Override
    public void close() {
        be(Day.WELL);
        server.stop(0);
        threads.shutdown();
    }
}
