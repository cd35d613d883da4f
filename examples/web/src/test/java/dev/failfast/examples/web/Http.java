package dev.failfast.examples.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A user's browser. */
public final class Http {
    /** Longer than anything takes, so that nothing hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    // Grizzly leaves out the type of an answer to who also offers HTTP/2.
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    public static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return CLIENT.send(request(url), BodyHandlers.ofString());
    }

    public static CompletableFuture<HttpResponse<String>> getLater(URI url) {
        return CLIENT.sendAsync(request(url), BodyHandlers.ofString());
    }

    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    private static HttpRequest request(URI url) {
        return HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    }
}
