package dev.failfast.examples.readme;

import com.sun.net.httpserver.HttpExchange;
import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

final class InJava {
    private final Store store = Store.inProcess();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Client client = List::of;

    static void migrate(DataSource dataSource) {
        FailfastSchema.migrate(dataSource);
    }

    BreakerRegistry registry = BreakerRegistry.builder()
            .store(store)
            .defaults(breaker -> breaker.openFor(Duration.ofSeconds(30)))
            .configure("sales_api", breaker -> breaker.tripOn(IOException.class).slowerThan(Duration.ofSeconds(2)))
            .build();

    Breaker salesApi = registry.get("sales_api");

    String report(HttpRequest request) throws IOException, InterruptedException {
        return salesApi.callInterruptibly(() -> http.send(request, BodyHandlers.ofString()))
                .body();
    }

    CompletableFuture<HttpResponse<String>> reportLater(HttpRequest request) {
        return salesApi.callAsync(() -> http.sendAsync(request, BodyHandlers.ofString()));
    }

    /** Public, since a proxy of the library has to see it. */
    public interface InvoiceClient {
        @Failfast(value = "sales_api", openFor = "60s", tripOn = IOException.class)
        List<Invoice> invoices() throws IOException;
    }

    InvoiceClient guarded(InvoiceClient client) {
        InvoiceClient guarded = registry.guard(InvoiceClient.class, client);
        return guarded;
    }

    void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange, 200, salesApi.callChecked(client::invoices).toString());
        } catch (FailfastException e) {
            exchange.getResponseHeaders().set("Retry-After", Long.toString(e.getRetryAfterSeconds()));
            answer(exchange, 503, e.getMessage());
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
