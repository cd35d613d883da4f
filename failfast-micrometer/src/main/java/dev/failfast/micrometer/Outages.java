package dev.failfast.micrometer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The outages of a store so far. Counted, since an end may be told before its beginning, by another thread. */
final class Outages {
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    void begin() {
        begun.incrementAndGet();
    }

    void end(Duration outage) {
        nanos.addAndGet(outage.toNanos());
        ended.incrementAndGet();
    }

    boolean goOn() {
        return begun.get() > ended.get();
    }

    long begun() {
        return begun.get();
    }

    long ended() {
        return ended.get();
    }

    /** Of those that have ended. */
    long nanos() {
        return nanos.get();
    }
}
