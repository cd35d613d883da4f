package dev.failfast.examples.web.http;

import dev.failfast.Breaker;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

class GuardedHttpClientTest extends GuardedClientContract {
    @Override
    Client client(Function<String, Breaker> breakers, Duration timeOut) {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        GuardedHttpClient http = new GuardedHttpClient(HttpClient.newHttpClient(), breakers, timeOut, executor);
        return new Client() {
            @Override
            public int get(URI url) throws Exception {
                return http.send(request(url), BodyHandlers.ofString()).statusCode();
            }

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // what follows cannot fail
            public CompletableFuture<Integer> getLater(URI url) {
                CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request(url), BodyHandlers.ofString());
                CompletableFuture<Integer> status = new CompletableFuture<>();
                sent.whenComplete((response, failure) -> {
                    if (failure == null) {
                        status.complete(response.statusCode());
                    } else {
                        status.completeExceptionally(failure);
                    }
                });
                status.whenComplete((response, failure) -> sent.cancel(true));
                return status;
            }

            @Override
            public InputStream open(URI url) throws Exception {
                return http.send(request(url), BodyHandlers.ofInputStream()).body();
            }

            private HttpRequest request(URI url) {
                return HttpRequest.newBuilder(url).timeout(timeOut).build();
            }

            @Override
            public void close() {
                executor.shutdown();
            }
        };
    }
}
