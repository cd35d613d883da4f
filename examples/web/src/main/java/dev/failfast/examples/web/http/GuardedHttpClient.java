package dev.failfast.examples.web.http;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HttpClient} with one breaker per host. A status of 500 or more, a time-out and every other
 * {@link IOException} are failures; other answers, 4xx among them, are successes as soon as the body has ended. A call
 * that is cancelled or interrupted says nothing. Give requests a time-out: it ends the wait for the headers only.
 *
 * <p>Safe for use by many threads.
 */
public final class GuardedHttpClient {
    private final HttpClient http;
    private final Function<String, Breaker> breakers;
    private final Duration bodyWithin;
    private final Executor executor;

    /**
     * A guarded client.
     *
     * @param http makes the calls
     * @param breakers from a host's name to its breaker: {@code registry::get} if the hosts are the application's
     *     choice, {@code Breaker.named} if they come from outside, for a registry keeps them all
     * @param bodyWithin how long a body may take, after its headers
     * @param executor writes what asynchronous calls have to tell the store, and ends bodies that take too long
     */
    public GuardedHttpClient(
            HttpClient http, Function<String, Breaker> breakers, Duration bodyWithin, Executor executor) {
        this.http = http;
        this.breakers = breakers;
        this.bodyWithin = bodyWithin;
        this.executor = executor;
    }

    /**
     * As {@link HttpClient#send}.
     *
     * @param <T> the type of the body
     * @param request with a time-out
     * @param handler of the body
     * @return the response
     * @throws FailfastException if the host is broken; nothing was sent
     * @throws IOException as from the client
     * @throws InterruptedException as from the client
     */
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        Permit permit = breaker(request).acquire();
        GuardedBodyHandler<T> body = new GuardedBodyHandler<>(handler, bodyWithin, executor);
        try {
            HttpResponse<T> response = http.send(request, body);
            answered(permit, response, body.end());
            return response;
        } catch (IOException | InterruptedException e) {
            permit.complete(null, e);
            throw e;
        } catch (Throwable t) { // not even sent
            permit.close();
            throw t;
        }
    }

    /**
     * As {@link HttpClient#sendAsync(HttpRequest, BodyHandler)}. To cancel the future, or to let it time out, cancels
     * the call.
     *
     * @param <T> the type of the body
     * @param request with a time-out
     * @param handler of the body
     * @return the response, or a future that has failed with {@link FailfastException} if the host is broken
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows cannot fail
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        Permit permit;
        try {
            permit = breaker(request).acquire();
        } catch (FailfastException e) {
            return CompletableFuture.failedFuture(e);
        }
        GuardedBodyHandler<T> body = new GuardedBodyHandler<>(handler, bodyWithin, executor);
        CompletableFuture<HttpResponse<T>> sent;
        try {
            sent = http.sendAsync(request, body);
        } catch (Throwable t) { // not even sent
            permit.close();
            throw t;
        }
        CompletableFuture<HttpResponse<T>> returned = new CompletableFuture<>();
        sent.whenCompleteAsync(
                        (response, failure) -> {
                            if (failure == null) {
                                answered(permit, response, body.end());
                                returned.complete(response);
                            }
                        },
                        executor)
                .whenComplete((response, failure) -> { // also if the executor rejects
                    if (failure != null) {
                        permit.complete(null, failure);
                        returned.completeExceptionally(failure);
                    }
                });
        returned.whenComplete((response, failure) -> {
            if (!sent.isDone()) { // cancelled or timed out from outside
                permit.close(); // first, for what the cancelled call ends with may look like a failure
                sent.cancel(true);
            }
        });
        return returned;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a permit never throws
    private static void answered(Permit permit, HttpResponse<?> response, CompletableFuture<@Nullable Void> endOfBody) {
        if (response.statusCode() >= 500) {
            permit.failed(new ServerErrorException(response.statusCode()));
        } else {
            endOfBody.whenComplete((nothing, failure) -> permit.complete(response, failure));
        }
    }

    private Breaker breaker(HttpRequest request) {
        URI uri = request.uri();
        return breakers.apply(HostName.of(uri.getScheme(), uri.getHost(), uri.getPort()));
    }
}
