package dev.failfast.examples.web.http;

import dev.failfast.FailfastException;
import java.io.IOException;

/** A {@link FailfastException}, always its cause, where only an {@link IOException} may be thrown. */
public final class BrokenServiceException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenServiceException(FailfastException broken) {
        super(broken.getMessage(), broken);
    }
}
