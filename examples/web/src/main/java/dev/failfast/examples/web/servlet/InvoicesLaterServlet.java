package dev.failfast.examples.web.servlet;

import dev.failfast.examples.web.http.GuardedHttpClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds no thread while the third party takes its time. No filter sees how it ends, so it asks the filter itself. */
final class InvoicesLaterServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(InvoicesLaterServlet.class);

    private final transient GuardedHttpClient http;
    private final transient HttpRequest invoices;

    InvoicesLaterServlet(GuardedHttpClient http, HttpRequest invoices) {
        this.http = http;
        this.invoices = invoices;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the request ends with it
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        http.sendAsync(invoices, BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            try {
                answer(response, answer, failure);
            } catch (IOException e) {
                log.debug("the client has gone", e);
            } finally {
                async.complete();
            }
        });
    }

    private static void answer(
            HttpServletResponse response, @Nullable HttpResponse<String> answer, @Nullable Throwable failure)
            throws IOException {
        if (answer != null && answer.statusCode() == HttpServletResponse.SC_OK) {
            response.getWriter().write(answer.body());
        } else if (!FailfastFilter.answer(response, failure)) {
            response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
        }
    }
}
