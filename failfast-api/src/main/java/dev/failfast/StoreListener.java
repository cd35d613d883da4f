package dev.failfast;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told when a store cannot be used and when it can again, and how long each of its operations took. Called outside
 * of any lock, on the thread that noticed, by many threads at once; it should return quickly. What it throws is logged
 * and harms nobody. Every method does nothing unless overridden.
 */
public interface StoreListener {

    /**
     * The store cannot be used. Calls go on, guarded by the memory of this process. Once for each outage.
     *
     * @param cause what was asked and what came back
     */
    default void onOutage(StoreException cause) {}

    /**
     * The store can be used again, and knows what was tripped here meanwhile. Once for each outage.
     *
     * @param outage how long it could not be used
     */
    default void onRecovery(Duration outage) {}

    /**
     * The store was asked, and answered or failed: for each operation that reached it, with a JDBC store one round
     * trip. What is answered from memory, in an outage or by a cache, is none.
     *
     * @param operation the name of the method of {@link Store}: {@code read}, which a look counts as, {@code trip},
     *     {@code claim}, {@code heal}, {@code reopen}, {@code release}, {@code force}, {@code reset} or {@code list}
     * @param duration how long it took, waiting for a connection included, measured on this host
     * @param failure null if it was answered, if only by "somebody else was first"; else what came back, of which
     *     {@linkplain StoreException#isContention() contention} concerns one row and is no outage
     */
    default void onOperation(String operation, Duration duration, @Nullable StoreException failure) {}
}
