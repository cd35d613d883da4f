package dev.failfast;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one that never throws. */
final class SafeListener implements BreakerListener {
    private static final Logger log = LoggerFactory.getLogger(BreakerListener.class);

    private final List<BreakerListener> listeners;

    SafeListener(List<BreakerListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onTrip(String service, Duration openFor, String reason) {
        tell(listener -> listener.onTrip(service, openFor, reason));
    }

    @Override
    public void onReject(String service, Duration retryAfter) {
        tell(listener -> listener.onReject(service, retryAfter));
    }

    @Override
    public void onProbe(String service) {
        tell(listener -> listener.onProbe(service));
    }

    @Override
    public void onHeal(String service) {
        tell(listener -> listener.onHeal(service));
    }

    @Override
    public void onReopen(String service, Duration openFor, String reason) {
        tell(listener -> listener.onReopen(service, openFor, reason));
    }

    @Override
    public void onCall(String service, Breaker.Outcome outcome, Duration duration) {
        tell(listener -> listener.onCall(service, outcome, duration));
    }

    private void tell(Consumer<BreakerListener> event) {
        for (BreakerListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable t) { // even an Error: it must not cost a probe its verdict
                log.warn("a breaker's listener threw {}", t.getClass().getName());
            }
        }
    }
}
