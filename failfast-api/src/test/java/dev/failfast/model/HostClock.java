package dev.failfast.model;

import dev.failfast.BreakerBuilder;
import java.lang.reflect.Method;
import java.util.function.LongSupplier;

/** Gives a breaker the host's clock that the test controls: the option for that is not public. */
final class HostClock {
    private static final Method TICKER = ticker();

    private HostClock() {}

    static BreakerBuilder set(BreakerBuilder builder, LongSupplier nanos) {
        try {
            TICKER.invoke(builder, nanos);
            return builder;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("BreakerBuilder.ticker", e);
        }
    }

    private static Method ticker() {
        try {
            Method method = BreakerBuilder.class.getDeclaredMethod("ticker", LongSupplier.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("BreakerBuilder.ticker", e);
        }
    }
}
