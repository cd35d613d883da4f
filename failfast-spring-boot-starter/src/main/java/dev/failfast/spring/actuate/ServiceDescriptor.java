package dev.failfast.spring.actuate;

import dev.failfast.Breaker;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of a service.
 *
 * @param name the service
 * @param state CLOSED, OPEN or HALF_OPEN
 * @param until when the break ends or ended, or "until further notice"; null if CLOSED
 * @param remainingSeconds how long it stays broken, rounded up, null unless it is broken and the end is known
 * @param since when it was tripped; null if CLOSED or unknown
 * @param trips how often it was tripped and probed in vain; null if CLOSED
 * @param trippedBy who says so; null if CLOSED or unknown
 * @param reason why; null if CLOSED or unknown
 */
public record ServiceDescriptor(
        String name,
        Breaker.State state,
        @Nullable String until,
        @Nullable Long remainingSeconds,
        @Nullable Instant since,
        @Nullable Integer trips,
        @Nullable String trippedBy,
        @Nullable String reason) {
    private static final String FURTHER_NOTICE = "until further notice";

    static ServiceDescriptor of(Breaker.Status status) {
        Instant until = status.until();
        boolean furtherNotice = Instant.MAX.equals(until);
        return new ServiceDescriptor(
                status.name(),
                status.state(),
                furtherNotice ? FURTHER_NOTICE : until == null ? null : until.toString(),
                status.state() == Breaker.State.OPEN && !furtherNotice
                        ? status.remaining().plusSeconds(1).minusNanos(1).toSeconds()
                        : null,
                status.since(),
                status.state() == Breaker.State.CLOSED ? null : status.trips(),
                status.trippedBy(),
                status.reason());
    }
}
