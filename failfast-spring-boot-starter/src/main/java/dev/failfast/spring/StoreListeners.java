package dev.failfast.spring;

import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all of them, also those after one that throws. */
final class StoreListeners implements StoreListener {
    private static final Logger log = LoggerFactory.getLogger(StoreListeners.class);

    private final List<StoreListener> listeners;

    StoreListeners(List<StoreListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void onOutage(StoreException cause) {
        tell(listener -> listener.onOutage(cause));
    }

    @Override
    public void onRecovery(Duration outage) {
        tell(listener -> listener.onRecovery(outage));
    }

    @Override
    public void onOperation(String operation, Duration duration, @Nullable StoreException failure) {
        tell(listener -> listener.onOperation(operation, duration, failure));
    }

    private void tell(Consumer<StoreListener> event) {
        for (StoreListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.warn("a listener threw", e);
            }
        }
    }
}
