package dev.failfast;

import org.jspecify.annotations.Nullable;

/**
 * A call that returns a value or throws one kind of checked exception. For Java; Kotlin uses {@link Breaker#call}.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface CheckedCallable<T extends @Nullable Object, X extends Exception> {

    /**
     * Makes the call.
     *
     * @return what the service answered
     * @throws X if the call failed
     */
    T call() throws X;
}
