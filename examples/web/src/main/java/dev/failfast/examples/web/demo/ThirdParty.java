package dev.failfast.examples.web.demo;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.examples.web.http.GuardedHttpClient;
import dev.failfast.examples.web.http.OkHttpGuard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** How one instance of an application reaches the third party: both clients, guarded, and with time-outs. */
public final class ThirdParty implements AutoCloseable {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final URI invoices;
    private final Duration timeOut;
    private final ExecutorService executor = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "third-party");
        thread.setDaemon(true);
        return thread;
    });
    private final GuardedHttpClient http;
    private final OkHttpClient okHttp;

    /**
     * One instance's clients.
     *
     * @param store what the instances share; not closed
     * @param invoices the URL to call
     * @param timeOut how long a call may take
     */
    public ThirdParty(Store store, URI invoices, Duration timeOut) {
        this.invoices = invoices;
        this.timeOut = timeOut;
        BreakerRegistry registry = BreakerRegistry.builder()
                .store(store)
                .defaults(breaker -> breaker.openFor(OPEN_FOR))
                .build();
        this.http = new GuardedHttpClient(
                HttpClient.newBuilder().connectTimeout(timeOut).build(), registry::get, timeOut, executor);
        this.okHttp = new OkHttpClient.Builder()
                .addInterceptor(new OkHttpGuard(registry::get))
                .callTimeout(timeOut)
                .build();
    }

    /**
     * The JDK's client.
     *
     * @return guarded
     */
    public GuardedHttpClient http() {
        return http;
    }

    /**
     * OkHttp.
     *
     * @return guarded
     */
    public OkHttpClient okHttp() {
        return okHttp;
    }

    /**
     * For the JDK's client.
     *
     * @return a request with a time-out
     */
    public HttpRequest invoices() {
        return HttpRequest.newBuilder(invoices).timeout(timeOut).build();
    }

    /**
     * For OkHttp.
     *
     * @return a request
     */
    public Request okInvoices() {
        return new Request.Builder().url(invoices.toString()).build();
    }

    @Override
    public void close() {
        executor.shutdown();
        okHttp.dispatcher().executorService().shutdown();
        okHttp.connectionPool().evictAll();
    }
}
