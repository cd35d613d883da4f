package dev.failfast.examples.web.servlet;

import dev.failfast.FailfastException;
import dev.failfast.examples.web.BrokenService;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers 503 with {@code Retry-After} if what a request needs is broken. To be mapped with async supported, else
 * asynchronous servlets behind it cannot start.
 */
public final class FailfastFilter implements Filter {
    /** A filter; it has no options. */
    public FailfastFilter() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!(response instanceof HttpServletResponse http) || !answer(http, e)) {
                throw e;
            }
            if (request.isAsyncStarted()) { // and thrown out of all the same: nobody else completes it
                request.getAsyncContext().complete();
            }
        }
    }

    /**
     * What the filter does, for the callbacks of asynchronous servlets, whose exceptions no filter sees.
     *
     * @param response of the request that failed
     * @param failure what it failed with
     * @return true if the response is written; false if the failure is none of a breaker's, or if the response has
     *     begun: then its status is gone, and all that is left is to break it off
     * @throws IOException if the client has gone
     */
    public static boolean answer(HttpServletResponse response, @Nullable Throwable failure) throws IOException {
        FailfastException broken = BrokenService.in(failure);
        if (broken == null || response.isCommitted()) {
            return false;
        }
        byte[] text = BrokenService.publicText(broken).getBytes(StandardCharsets.UTF_8);
        response.resetBuffer(); // not reset(): it would take away what other filters have set, such as CORS headers
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", Long.toString(broken.getRetryAfterSeconds()));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(text.length);
        write(response, text);
        return true;
    }

    private static void write(HttpServletResponse response, byte[] text) throws IOException {
        try {
            response.getOutputStream().write(text);
        } catch (IllegalStateException e) { // the servlet has taken the writer
            response.getWriter().write(new String(text, StandardCharsets.UTF_8));
        }
    }
}
