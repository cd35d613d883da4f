package dev.failfast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Services whose row somebody else holds: for a second memory rules for them, then one caller may try again. */
final class Contention {
    private final LongSupplier ticker;

    /** Until when memory rules. */
    private final Map<String, Long> met = new ConcurrentHashMap<>();

    Contention(LongSupplier ticker) {
        this.ticker = ticker;
    }

    void met(String name) {
        met.put(name, ticker.getAsLong() + BackOff.FIRST_NANOS);
    }

    void over(String name) {
        if (!met.isEmpty()) {
            met.remove(name);
        }
    }

    boolean rules(String name) {
        Long until = met.isEmpty() ? null : met.get(name);
        return until != null && ticker.getAsLong() - until < 0;
    }

    /** Whether it was met, and nobody has since found it gone. */
    boolean isKnown(String name) {
        return !met.isEmpty() && met.containsKey(name);
    }

    /** One caller tries again: for the others memory goes on to rule. */
    void tried(String name) {
        met.replace(name, ticker.getAsLong() + BackOff.FIRST_NANOS);
    }
}
