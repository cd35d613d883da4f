package dev.failfast;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that never throws.
 *
 * @param listener may throw
 */
record SafeStoreListener(StoreListener listener) implements StoreListener {
    private static final Logger log = LoggerFactory.getLogger(Store.class);

    @Override
    public void onOutage(StoreException cause) {
        tell(() -> listener.onOutage(cause));
    }

    @Override
    public void onRecovery(Duration outage) {
        tell(() -> listener.onRecovery(outage));
    }

    @Override
    public void onOperation(String operation, Duration duration, @Nullable StoreException failure) {
        tell(() -> listener.onOperation(operation, duration, failure));
    }

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (Throwable t) { // even an Error: it must not cost a call
            log.warn("a store's listener threw {}", t.getClass().getName());
        }
    }
}
