package dev.failfast.spring.guard;

import dev.failfast.Breaker;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The probe that a subscription is inside of, in its context. A call of the same service there is part of it; were it
 * rejected, the probe would never succeed and the service never heal.
 */
final class InsideProbe {
    private final String service;
    private final @Nullable InsideProbe outer;

    /** What was begun inside may live on with this context. */
    private volatile boolean ended;

    private InsideProbe(String service, @Nullable InsideProbe outer) {
        this.service = service;
        this.outer = outer;
    }

    static InsideProbe of(Breaker breaker, ContextView outside) {
        return new InsideProbe(breaker.name(), outside.getOrDefault(InsideProbe.class, null));
    }

    static boolean isOf(Breaker breaker, ContextView context) {
        InsideProbe probe = context.getOrDefault(InsideProbe.class, null);
        while (probe != null) {
            if (!probe.ended && probe.service.equals(breaker.name())) {
                return true;
            }
            probe = probe.outer;
        }
        return false;
    }

    Context putInto(Context context) {
        return context.put(InsideProbe.class, this);
    }

    void end() {
        ended = true;
    }
}
