package dev.failfast.model;

import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends.
 *
 * @param retryAfter if it ends because another service is broken
 */
record Ending(Kind kind, Duration retryAfter) {
    enum Kind {
        SUCCESS,
        FAILURE,
        ABANDONED,
        ANOTHER_IS_BROKEN
    }

    static final Ending SUCCESS = new Ending(Kind.SUCCESS, Duration.ZERO);
    static final Ending FAILURE = new Ending(Kind.FAILURE, Duration.ZERO);
    static final Ending ABANDONED = new Ending(Kind.ABANDONED, Duration.ZERO);

    static Ending anotherIsBroken(Duration retryAfter) {
        return new Ending(Kind.ANOTHER_IS_BROKEN, retryAfter);
    }

    static Ending of(@Nullable Exception thrown) {
        if (thrown == null) {
            return SUCCESS;
        }
        if (thrown instanceof FailfastException rejection) {
            return anotherIsBroken(rejection.getRetryAfter());
        }
        return thrown instanceof InterruptedException ? ABANDONED : FAILURE;
    }

    void complete(Permit permit) {
        if (kind == Kind.ABANDONED) {
            permit.close();
        } else {
            permit.complete(null, exception());
        }
    }

    void happen() throws Exception {
        Exception exception = exception();
        if (exception != null) {
            throw exception;
        }
    }

    private @Nullable Exception exception() {
        return switch (kind) {
            case SUCCESS -> null;
            case FAILURE -> new IOException("a secret");
            case ABANDONED -> new InterruptedException("a secret");
            case ANOTHER_IS_BROKEN -> new FailfastException("another", retryAfter);
        };
    }

    @Override
    public String toString() {
        return kind == Kind.ANOTHER_IS_BROKEN ? kind + " for " + retryAfter : kind.toString();
    }
}
