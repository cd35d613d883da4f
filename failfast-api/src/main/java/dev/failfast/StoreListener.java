package dev.failfast;

import java.time.Duration;

/**
 * Is told when a store cannot be used and when it can again. Called outside of any lock, once for each outage, on the
 * thread that noticed. What it throws is logged and harms nobody. Every method does nothing unless overridden.
 */
public interface StoreListener {

    /**
     * The store cannot be used. Calls go on, guarded by the memory of this process.
     *
     * @param cause what was asked and what came back
     */
    default void onOutage(StoreException cause) {}

    /**
     * The store can be used again, and knows what was tripped here meanwhile.
     *
     * @param outage how long it could not be used
     */
    default void onRecovery(Duration outage) {}
}
