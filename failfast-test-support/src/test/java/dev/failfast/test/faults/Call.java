package dev.failfast.test.faults;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A guarded call that has ended.
 *
 * @param service its name
 * @param startNanos when it began
 * @param added how long it took beyond what the guarded body took
 * @param askedNanos when it asked for a connection first, or {@link PoolWatch#NEVER}
 * @param wrong what should not have happened, or null
 */
record Call(
        String service,
        long startNanos,
        Duration added,
        long askedNanos,
        @Nullable String wrong) {

    /** When it ended, by and large: the body takes no time. */
    long endNanos() {
        return startNanos + added.toNanos();
    }
}
