package dev.failfast.examples.web.jaxrs;

import dev.failfast.FailfastException;
import dev.failfast.examples.web.BrokenService;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.glassfish.jersey.spi.ExtendedExceptionMapper;

/**
 * The same if the {@link FailfastException} comes wrapped, say by a {@code CompletionException} or by OkHttp's guard.
 * Only Jersey can ask a mapper whether an exception is one of its own; elsewhere write a mapper for each wrapper.
 */
public final class WrappedFailfastMapper implements ExtendedExceptionMapper<Throwable> {
    private final FailfastExceptionMapper mapper = new FailfastExceptionMapper();

    /** A mapper; it has no options. */
    public WrappedFailfastMapper() {}

    @Override
    public boolean isMappable(Throwable failure) {
        // Whoever threw a WebApplicationException has decided on an answer.
        return !(failure instanceof WebApplicationException) && BrokenService.in(failure) != null;
    }

    @Override
    public Response toResponse(Throwable failure) {
        FailfastException broken = BrokenService.in(failure);
        if (broken == null) {
            throw new IllegalArgumentException("not mappable", failure);
        }
        return mapper.toResponse(broken);
    }
}
