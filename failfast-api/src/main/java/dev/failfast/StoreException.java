package dev.failfast;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do what it was asked. Guarded calls never see it; it reaches those who ask a store or a breaker to
 * do something outright: {@link Breaker#forceOpen()}, {@link Breaker#reset()}, {@link Breaker#status()}.
 *
 * <p>The message names the operation, the service and what to do about it. It holds no password, no URL and no message
 * of a failed call; the {@linkplain #getCause() cause} is what the driver threw and may hold more.
 */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whether only this operation lost. */
    private final boolean contention;

    /**
     * The store cannot be used: an outage.
     *
     * @param message what failed and what to do about it, without secrets
     * @param cause what the driver threw, or null
     */
    public StoreException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /**
     * As {@link #StoreException(String, Throwable)}, and says whether the store as a whole is in trouble.
     *
     * @param message what failed and what to do about it, without secrets
     * @param cause what the driver threw, or null
     * @param contention true if only this operation lost: to a lock on the row, to a race of transactions, or because
     *     the row cannot be written as it is
     */
    public StoreException(String message, @Nullable Throwable cause, boolean contention) {
        super(message, cause);
        this.contention = contention;
    }

    /** Of a stranger's store, which may throw anything. Without the message, which may hold secrets. */
    static StoreException of(Throwable e) {
        return e instanceof StoreException known
                ? known
                : new StoreException("the store threw " + e.getClass().getName(), e);
    }

    /**
     * Whether only this operation lost, to a lock on the row, a race of transactions or the row itself, while the store
     * works.
     *
     * @return false for an outage of the store
     */
    public boolean isContention() {
        return contention;
    }
}
