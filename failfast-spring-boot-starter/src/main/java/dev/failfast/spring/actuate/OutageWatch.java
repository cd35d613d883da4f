package dev.failfast.spring.actuate;

import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Knows whether the auto-configured store is in outage, without asking it. */
final class OutageWatch implements StoreListener {
    /** Counted, for the end may be told before the beginning, on another thread. */
    private final AtomicInteger goingOn = new AtomicInteger();

    private volatile @Nullable StoreException cause;

    /** What began the outage; null if there is none. */
    @Nullable
    StoreException cause() {
        return goingOn.get() > 0 ? cause : null;
    }

    @Override
    public void onOutage(StoreException cause) {
        this.cause = cause;
        goingOn.incrementAndGet();
    }

    @Override
    public void onRecovery(Duration outage) {
        goingOn.decrementAndGet();
    }
}
