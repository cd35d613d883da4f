package dev.failfast;

/**
 * A call that returns nothing and throws one kind of checked exception. For Java; Kotlin uses {@link Breaker#run}.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface CheckedRunnable<X extends Exception> {

    /**
     * Makes the call.
     *
     * @throws X if the call failed
     */
    void run() throws X;
}
