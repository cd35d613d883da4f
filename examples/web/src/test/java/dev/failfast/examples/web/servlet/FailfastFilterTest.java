package dev.failfast.examples.web.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.examples.web.Http;
import dev.failfast.examples.web.demo.ThirdParty;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a real container, in front of servlets that fail in all ways. */
@Timeout(20) // less than after which the container itself ends what is asynchronous
class FailfastFilterTest {
    private static ServletApplication application;

    /** A servlet as a lambda. */
    private interface Body {
        void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    private static Servlet servlet(Body body) {
        return new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                body.answer(request, response);
            }
        };
    }

    @BeforeAll
    static void start() throws Exception {
        application = ServletApplication.start(
                new ThirdParty(Store.inProcess(), URI.create("http://localhost/"), Duration.ofSeconds(1)),
                Map.of(
                        "/bare",
                                servlet((request, response) -> {
                                    throw broken();
                                }),
                        "/servlet-exception",
                                servlet((request, response) -> {
                                    throw new ServletException(new CompletionException(broken()));
                                }),
                        "/io-exception",
                                servlet((request, response) -> {
                                    throw new IOException(broken());
                                }),
                        "/unchecked",
                                servlet((request, response) -> {
                                    throw new UncheckedIOException(new IOException(broken()));
                                }),
                        "/half-written", servlet(FailfastFilterTest::writeAndThrow),
                        "/committed",
                                servlet((request, response) -> {
                                    response.getWriter().write("half an answer");
                                    response.flushBuffer();
                                    throw broken();
                                }),
                        "/started",
                                servlet((request, response) -> {
                                    request.startAsync();
                                    throw broken();
                                }),
                        "/dispatched",
                                servlet((request, response) -> {
                                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                                        throw broken();
                                    }
                                    AsyncContext async = request.startAsync();
                                    async.start(async::dispatch);
                                }),
                        "/none-of-ours",
                                servlet((request, response) -> {
                                    throw new IllegalStateException(circle());
                                })));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare", "servlet-exception", "io-exception", "unchecked", "started", "dispatched"})
    void answers503HoweverTheExceptionComes(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Http.header(response, "Retry-After")).as("1.5 s, rounded up").isEqualTo("2");
        assertThat(response.body()).isEqualTo("temporarily unavailable; retry in 2 s\n");
    }

    @Test
    void replacesWhatTheServletHasWrittenAndKeepsWhatOthersHaveSet() throws Exception {
        HttpResponse<String> response = get("half-written");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("temporarily unavailable; retry in 2 s\n");
        assertThat(Http.header(response, "Content-Type")).startsWith("text/plain");
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(Http.header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void aResponseThatHasBegunIsBrokenOffAndDoesNotLookWhole() {
        assertThatThrownBy(() -> get("committed")).isInstanceOf(IOException.class);
    }

    @Test
    void leavesOtherExceptionsToTheContainer() throws Exception {
        HttpResponse<String> response = get("none-of-ours");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(Http.header(response, "Retry-After")).isEqualTo("none");
    }

    private static FailfastException broken() {
        return new FailfastException("secret_api", Duration.ofMillis(1500));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return Http.get(application.address().resolve("/" + path));
    }

    private static void writeAndThrow(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Access-Control-Allow-Origin", "*"); // as a filter does
        response.setHeader("Cache-Control", "max-age=3600");
        response.setContentType("application/json");
        response.setContentLength(5000);
        response.getWriter().write("[");
        throw broken();
    }

    private static Exception circle() {
        Exception first = new Exception();
        first.initCause(new Exception(first));
        return first;
    }
}
