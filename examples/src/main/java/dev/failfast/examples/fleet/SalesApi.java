package dev.failfast.examples.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What the hosts need of the third party. */
interface SalesApi {
    String invoices() throws IOException, InterruptedException;

    /** The client as every application has it, with a time-out. */
    static SalesApi over(URI service) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request =
                HttpRequest.newBuilder(service).timeout(Scenario.CLIENT_TIMEOUT).build();
        return () -> client.send(request, BodyHandlers.ofString()).body();
    }
}
