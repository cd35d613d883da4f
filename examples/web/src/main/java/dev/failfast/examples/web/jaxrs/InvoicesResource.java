package dev.failfast.examples.web.jaxrs;

import dev.failfast.examples.web.demo.ThirdParty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionStage;
import okhttp3.Call;
import okhttp3.Callback;

/** The three ways to answer in JAX-RS. That the third party is broken is the mappers' business. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class InvoicesResource {
    private final ThirdParty thirdParty;

    /**
     * A resource for all requests.
     *
     * @param thirdParty asked on each
     */
    public InvoicesResource(ThirdParty thirdParty) {
        this.thirdParty = thirdParty;
    }

    /**
     * Waits, with OkHttp.
     *
     * @return invoices
     * @throws IOException also if the third party is broken, see {@link WrappedFailfastMapper}
     */
    @GET
    @Path("invoices")
    public String now() throws IOException {
        try (okhttp3.Response answer =
                thirdParty.okHttp().newCall(thirdParty.okInvoices()).execute()) {
            return body(answer.code(), answer.body().string());
        }
    }

    /**
     * Answers when the stage does, with the JDK's client.
     *
     * @return invoices
     */
    @GET
    @Path("invoices-later")
    public CompletionStage<String> later() {
        return thirdParty
                .http()
                .sendAsync(thirdParty.invoices(), BodyHandlers.ofString())
                .thenApply(InvoicesResource::body);
    }

    /**
     * Answers by a callback, with OkHttp.
     *
     * @param response answered with what happens
     */
    @GET
    @Path("invoices-by-callback")
    public void callback(@Suspended AsyncResponse response) {
        thirdParty.okHttp().newCall(thirdParty.okInvoices()).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, okhttp3.Response answer) throws IOException {
                try (answer) {
                    response.resume(body(answer.code(), answer.body().string()));
                } catch (IOException | RuntimeException e) {
                    response.resume(e);
                }
            }

            @Override
            public void onFailure(Call call, IOException e) {
                response.resume(e);
            }
        });
    }

    private static String body(HttpResponse<String> answer) {
        return body(answer.statusCode(), answer.body());
    }

    private static String body(int status, String body) {
        if (status != Response.Status.OK.getStatusCode()) {
            throw new ServerErrorException(Response.Status.BAD_GATEWAY);
        }
        return body;
    }
}
