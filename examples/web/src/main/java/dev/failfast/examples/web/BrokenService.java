package dev.failfast.examples.web;

import dev.failfast.FailfastException;
import org.jspecify.annotations.Nullable;

/** Why a request cannot be answered now, and what the outside may know of it. */
public final class BrokenService {
    /** Nobody wraps deeper; a chain of causes can be a circle. */
    private static final int DEEPEST = 16;

    private BrokenService() {}

    /**
     * Looks for the reason in what a request failed with, through whatever it is wrapped in.
     *
     * @param failure an exception, or null
     * @return the exception of a breaker, or null if it is none and was not caused by one
     */
    public static @Nullable FailfastException in(@Nullable Throwable failure) {
        Throwable link = failure;
        for (int depth = 0; link != null && depth < DEEPEST; depth++) {
            if (link instanceof FailfastException broken) {
                return broken;
            }
            link = link.getCause();
        }
        return null;
    }

    /**
     * The body of a public answer. It does not name the service, as the exception's message does: whom an application
     * depends on is nobody's business outside.
     *
     * @param broken the exception of a breaker
     * @return one line of plain text
     */
    public static String publicText(FailfastException broken) {
        return "temporarily unavailable; retry in " + broken.getRetryAfterSeconds() + " s\n";
    }
}
