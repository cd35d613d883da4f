package dev.failfast.examples.web.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.examples.web.Http;
import dev.failfast.examples.web.demo.ThirdParty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mappers in a real server, behind resources that fail in all ways. */
class FailfastExceptionMapperTest {
    private static JaxRsApplication application;

    /** Public, since Jersey has to see it. */
    @Path("/")
    @SuppressWarnings("DoNotCallSuggester") // Jersey calls them
    public static final class Failing {
        /** More than is buffered. */
        static final String HALF = "half an answer".repeat(10_000);

        @GET
        @Path("bare")
        public String bare() {
            throw broken();
        }

        @GET
        @Path("wrapped")
        public String wrapped() throws IOException {
            throw new IOException(new CompletionException(broken()));
        }

        @GET
        @Path("stage")
        public CompletionStage<String> stage() {
            return CompletableFuture.failedFuture(broken());
        }

        @GET
        @Path("later-stage")
        public CompletionStage<String> laterStage() {
            return CompletableFuture.supplyAsync(() -> {
                throw broken();
            });
        }

        @GET
        @Path("suspended")
        public void suspended(@Suspended AsyncResponse response) {
            response.resume(broken());
        }

        @GET
        @Path("suspended-wrapped")
        public void suspendedWrapped(@Suspended AsyncResponse response) {
            response.resume(new CompletionException(broken()));
        }

        @GET
        @Path("begun")
        public StreamingOutput begun() {
            return out -> {
                out.write(HALF.getBytes(StandardCharsets.UTF_8));
                out.flush();
                throw broken();
            };
        }

        @GET
        @Path("decided")
        public String decided() {
            throw new NotFoundException(broken());
        }

        @GET
        @Path("none-of-ours")
        public String noneOfOurs() {
            throw new IllegalStateException("none of ours");
        }
    }

    @BeforeAll
    static void start() throws IOException {
        application = JaxRsApplication.start(
                new ThirdParty(Store.inProcess(), URI.create("http://localhost/"), Duration.ofSeconds(1)),
                new Failing());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare", "wrapped", "stage", "later-stage", "suspended", "suspended-wrapped"})
    void answers503HoweverTheExceptionComes(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Http.header(response, "Retry-After"))
                .as("a nanosecond, rounded up")
                .isEqualTo("1");
        assertThat(Http.header(response, "Content-Type")).startsWith("text/plain");
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(response.body()).isEqualTo("temporarily unavailable; retry in 1 s\n");
    }

    /** Nothing that a mapper could change: https://github.com/eclipse-ee4j/jersey/issues/3850. */
    @Test
    void aResponseThatHasBegunLooksWholeWithJersey() throws Exception {
        HttpResponse<String> response = get("begun");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Failing.HALF);
    }

    @Test
    void whoeverThrewAnAnswerHasDecided() throws Exception {
        assertThat(get("decided").statusCode()).isEqualTo(404);
    }

    @Test
    void leavesOtherExceptionsToJersey() throws Exception {
        HttpResponse<String> response = get("none-of-ours");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(Http.header(response, "Retry-After")).isEqualTo("none");
    }

    private static FailfastException broken() {
        return new FailfastException("secret_api", Duration.ofNanos(1));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return Http.get(application.address().resolve("/" + path));
    }
}
