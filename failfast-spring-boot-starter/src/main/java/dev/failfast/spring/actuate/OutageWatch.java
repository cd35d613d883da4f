package dev.failfast.spring.actuate;

import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Knows whether the auto-configured store is in outage, without asking it. */
final class OutageWatch implements StoreListener {
    private volatile @Nullable StoreException cause;

    /** What began the outage; null if there is none. */
    @Nullable
    StoreException cause() {
        return cause;
    }

    @Override
    public void onOutage(StoreException cause) {
        this.cause = cause;
    }

    @Override
    public void onRecovery(Duration outage) {
        cause = null;
    }
}
