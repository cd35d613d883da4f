package dev.failfast;

import org.jspecify.annotations.Nullable;

/**
 * A call that can be interrupted and throws one more kind of checked exception, as {@code HttpClient.send} does.
 *
 * @param <T> what it returns
 * @param <X> what it throws beside {@link InterruptedException}
 */
@FunctionalInterface
public interface InterruptibleCallable<T extends @Nullable Object, X extends Exception> {

    /**
     * Makes the call.
     *
     * @return what the service answered
     * @throws X if the call failed
     * @throws InterruptedException if the thread was interrupted
     */
    T call() throws X, InterruptedException;
}
