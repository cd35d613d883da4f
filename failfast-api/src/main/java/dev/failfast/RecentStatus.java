package dev.failfast;

import org.jspecify.annotations.Nullable;

/**
 * What was last said of a row, for as long as it is the same millisecond: calls that are rejected by the thousand then
 * leave nothing behind but their exceptions. Two threads may both say it anew.
 */
final class RecentStatus {
    private record Said(long when, Breaker.Status status) {}

    private @Nullable Said last; // not volatile: an older one that is seen is not of this millisecond

    Breaker.@Nullable Status of(long when) {
        Said said = last;
        return said != null && said.when() == when ? said.status() : null;
    }

    Breaker.Status say(long when, Breaker.Status status) {
        last = new Said(when, status);
        return status;
    }
}
