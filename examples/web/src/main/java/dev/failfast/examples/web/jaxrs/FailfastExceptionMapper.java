package dev.failfast.examples.web.jaxrs;

import dev.failfast.FailfastException;
import dev.failfast.examples.web.BrokenService;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers 503 with {@code Retry-After} if what a request needs is broken. For every implementation of JAX-RS. */
public final class FailfastExceptionMapper implements ExceptionMapper<FailfastException> {
    /** A mapper; it has no options. */
    public FailfastExceptionMapper() {}

    @Override
    public Response toResponse(FailfastException broken) {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, broken.getRetryAfterSeconds())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity(BrokenService.publicText(broken))
                .build();
    }
}
