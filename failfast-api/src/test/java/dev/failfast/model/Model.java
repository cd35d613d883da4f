package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.model.Tally.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the design says, a second time and as plainly as possible: a map of rows, and per host what it has to remember.
 * It is told what happened and within which time, says what the store had to be asked, and what the table looks like
 * now.
 */
final class Model {
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(365);
    private static final String FAILURE = IOException.class.getName();

    /** A row; every write makes a new one, so its identity is the fence. Only what is seen of it is filled in later. */
    private static final class Row {
        Span until;
        Span since;
        final int trips;
        final @Nullable String reason;

        Row(Span until, Span since, int trips, @Nullable String reason) {
            this.until = until;
            this.since = since;
            this.trips = trips;
            this.reason = reason;
        }

        Row until(Span until) {
            return new Row(until, since, trips, reason);
        }

        /** Null if the clock may or may not have reached {@link #until} within this time. */
        @Nullable
        State state(Span now) {
            if (until.from().isAfter(now.to())) {
                return State.OPEN;
            }
            return until.to().isAfter(now.from()) ? null : State.HALF_OPEN;
        }
    }

    enum Fate {
        PASSES,
        PROBES,
        REJECTED
    }

    /** A call that was let through. */
    static final class Call {
        final int host;
        final String service;
        private final boolean part;
        private final @Nullable Row claimed;
        private final long admitted;
        private final long startNanos;

        private Call(int host, String service, boolean part, @Nullable Row claimed, long admitted, long startNanos) {
            this.host = host;
            this.service = service;
            this.part = part;
            this.claimed = claimed;
            this.admitted = admitted;
            this.startNanos = startNanos;
        }

        boolean isProbe() {
            return claimed != null;
        }
    }

    private record Memory(int host, String service) {}

    private final Tally tally;
    private final Map<String, Row> rows = new HashMap<>();
    private final Map<Memory, Long> trips = new HashMap<>();
    private final Map<Memory, Duration> leases = new HashMap<>();
    private long order;

    Model(Tally tally) {
        this.tally = tally;
    }

    /** Hosts need not agree. */
    static Duration openFor(int host) {
        return Duration.ofSeconds(60 + 20 * host);
    }

    // ---- calls

    /**
     * A call asks.
     *
     * @param insideProbe whether it is made within a probe of the same service, host and thread
     * @param asked what the store was asked and the listener told
     * @return the call, or null if it is rejected
     */
    @Nullable
    Call begin(
            int host,
            String service,
            boolean insideProbe,
            Span now,
            long nanos,
            Fate fate,
            @Nullable Duration retryAfter,
            List<String> asked) {
        Row row = rows.get(service);
        if (row == null || insideProbe) {
            expect(service, Fate.PASSES, fate, List.of("read"), asked);
            if (row != null) {
                tally.saw(Event.PASSED_THROUGH);
            }
            return new Call(host, service, row != null, null, ++order, nanos);
        }
        State state = row.state(now);
        if (state == State.OPEN || (state == null && fate == Fate.REJECTED)) {
            expect(service, Fate.REJECTED, fate, List.of("read", "onReject"), asked);
            checkRetryAfter(service, row, now, retryAfter);
            tally.saw(Event.REJECTED);
            return null;
        }
        expect(service, Fate.PROBES, fate, List.of("read", "claim", "onProbe"), asked);
        Duration learned = leases.getOrDefault(new Memory(host, service), Duration.ZERO);
        if (learned.compareTo(LEASE) > 0) {
            tally.saw(Event.LONGER_LEASE);
        }
        Row claimed = row.until(now.plus(longer(learned, LEASE)));
        rows.put(service, claimed);
        return new Call(host, service, false, claimed, ++order, nanos);
    }

    private static void expect(
            String service, Fate expected, Fate fate, List<String> expectedAsked, List<String> asked) {
        Mismatch.check("fate of a call of " + service, expected, fate);
        Mismatch.check("store and listener at the beginning of a call of " + service, expectedAsked, asked);
    }

    private static void checkRetryAfter(String service, Row row, Span now, @Nullable Duration retryAfter) {
        if (retryAfter == null) {
            return; // tryAcquire says nothing
        }
        Duration atLeast = shorter(Duration.between(now.to(), row.until.from()), LONGEST_RETRY_AFTER);
        Duration atMost = shorter(Duration.between(now.from(), row.until.to()), LONGEST_RETRY_AFTER);
        if (retryAfter.compareTo(atLeast) < 0 || retryAfter.compareTo(atMost) > 0) {
            throw new Mismatch("retryAfter of " + service, atLeast + ".." + atMost, retryAfter);
        }
    }

    /** A call that was let through has ended. */
    void end(Call call, Ending ending, Span now, long nanos, List<String> asked) {
        List<String> expected = List.of();
        if (call.claimed != null) {
            expected = endProbe(call, call.claimed, ending, now, nanos);
        } else if (!call.part && ending.kind() == Ending.Kind.FAILURE) {
            expected = trip(call, now);
        }
        Mismatch.check("store and listener at the end of a call of " + call.service, expected, asked);
    }

    private List<String> trip(Call call, Span now) {
        Memory memory = new Memory(call.host, call.service);
        boolean absent = !rows.containsKey(call.service);
        if (trips.getOrDefault(memory, 0L) > call.admitted) {
            tally.saw(absent ? Event.SKIPPED_A_TRIP_WITHOUT_A_ROW : Event.SKIPPED_A_TRIP);
            return List.of();
        }
        trips.put(memory, ++order);
        if (!absent) {
            tally.saw(Event.MET_A_ROW);
            return List.of("trip");
        }
        tally.saw(Event.TRIPPED);
        rows.put(call.service, new Row(now.plus(openFor(call.host)), now, 1, FAILURE));
        return List.of("trip", "onTrip");
    }

    private List<String> endProbe(Call call, Row claimed, Ending ending, Span now, long nanos) {
        boolean held = rows.get(call.service) == claimed;
        if (!held) {
            tally.saw(Event.LOST_A_FENCE);
            Duration twice = Duration.ofNanos(nanos - call.startNanos).multipliedBy(2);
            leases.merge(new Memory(call.host, call.service), shorter(twice, LONGEST_LEASE), Model::longer);
        }
        Duration openFor = openFor(call.host);
        switch (ending.kind()) {
            case SUCCESS -> {
                if (held) {
                    tally.saw(Event.HEALED);
                    rows.remove(call.service);
                }
                return held ? List.of("heal", "onHeal") : List.of("heal");
            }
            case FAILURE -> {
                if (held) {
                    tally.saw(Event.REOPENED);
                    rows.put(call.service, new Row(now.plus(openFor), claimed.since, claimed.trips + 1, FAILURE));
                }
                return held ? List.of("reopen", "onReopen") : List.of("reopen");
            }
            default -> {
                if (held) {
                    boolean later = ending.kind() == Ending.Kind.ANOTHER_IS_BROKEN;
                    tally.saw(later ? Event.RELEASED_FOR_LATER : Event.RELEASED);
                    Duration delay = later ? shorter(ending.retryAfter(), openFor) : Duration.ZERO;
                    rows.put(call.service, claimed.until(now.plus(delay)));
                }
                return List.of("release");
            }
        }
    }

    // ---- an operator

    void insert(String service, @Nullable Duration left, Span now) {
        rows.putIfAbsent(service, new Row(now.plus(left), now, 1, null));
    }

    void update(String service, @Nullable Duration left, Span now) {
        rows.computeIfPresent(service, (name, row) -> row.until(now.plus(left)));
    }

    void delete(String service) {
        rows.remove(service);
    }

    void force(String service, @Nullable Duration openFor, Span now) {
        rows.put(service, new Row(now.plus(openFor), now, 1, null));
    }

    // ---- looking

    /** Null if CLOSED. */
    @Nullable
    Instant until(String service) {
        Row row = rows.get(service);
        return row == null ? null : row.until.from();
    }

    /** Compares what is seen from outside, and learns from it what time it was exactly. */
    void check(Breaker.Status seen, Span now) {
        String service = seen.name();
        Row row = rows.get(service);
        if (row == null) {
            Mismatch.check("status", Breaker.Status.closed(service), seen);
            return;
        }
        State state = row.state(now);
        Mismatch.check("state of " + service, state == null ? seen.state() : state, seen.state());
        if (seen.state() == State.HALF_OPEN) {
            tally.saw(Event.HALF_OPEN);
        }
        Mismatch.check("trips of " + service, row.trips, seen.trips());
        if (row.reason != null) {
            Mismatch.check("reason of " + service, row.reason, String.valueOf(seen.reason()));
        }
        row.until = seen("until of " + service, row.until, seen.until());
        row.since = seen("since of " + service, row.since, seen.since());
    }

    private static Span seen(String what, Span expected, @Nullable Instant seen) {
        if (seen == null || !expected.contains(seen)) {
            throw new Mismatch(what, expected, String.valueOf(seen));
        }
        return Span.at(seen);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
