package dev.failfast.examples.fleet;

/** How a request to a host ended. */
enum Outcome {
    /** Answered with what the service said. */
    FRESH,
    /** Answered from the cache at once, because the service is known to be broken. */
    CACHED,
    /** Answered from the cache, after the client's time-out. */
    LATE,
    /** No request thread was free in time, and the user left. */
    LOST,
    /** Failed in a way that a call without the library cannot fail. */
    FAILED;

    boolean isAnswered() {
        return this == FRESH || this == CACHED || this == LATE;
    }
}
