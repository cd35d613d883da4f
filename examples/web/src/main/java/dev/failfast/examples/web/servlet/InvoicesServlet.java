package dev.failfast.examples.web.servlet;

import dev.failfast.examples.web.http.GuardedHttpClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;

/** Waits for the third party. That it is broken is the filter's business. */
final class InvoicesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient GuardedHttpClient http;
    private final transient HttpRequest invoices;

    InvoicesServlet(GuardedHttpClient http, HttpRequest invoices) {
        this.http = http;
        this.invoices = invoices;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            HttpResponse<String> answer = http.send(invoices, BodyHandlers.ofString());
            if (answer.statusCode() == HttpServletResponse.SC_OK) {
                response.getWriter().write(answer.body());
            } else {
                response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
            }
        } catch (HttpTimeoutException e) {
            response.sendError(HttpServletResponse.SC_GATEWAY_TIMEOUT);
        } catch (IOException e) {
            response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
        } catch (InterruptedException e) { // the container stops
            Thread.currentThread().interrupt();
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}
