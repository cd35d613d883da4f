package dev.failfast;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The table as a map. Rows are immutable; each change is one atomic step on the row of one name. */
final class InProcessStore implements Store {
    private static final String INSTANCE = "pid " + ProcessHandle.current().pid();

    /**
     * A row.
     *
     * @param leased whether until is a fence; on a clock that a test has stopped, the time alone does not tell
     * @param recent what callers were told last
     */
    private record Row(
            Instant until,
            boolean leased,
            Instant since,
            int trips,
            @Nullable String reason,
            RecentStatus recent) {
        Row(Instant until, boolean leased, Instant since, int trips, @Nullable String reason) {
            this(until, leased, since, trips, reason, new RecentStatus());
        }

        Row until(Instant until, boolean leased) {
            return new Row(until, leased, since, trips, reason);
        }
    }

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** Whether it is the clock of this host; that of a test is obeyed to the nanosecond. */
    private final boolean system;

    InProcessStore(InstantSource clock) {
        this.clock = clock;
        this.system = clock.equals(InstantSource.system());
    }

    @Override
    public Breaker.@Nullable Status read(String name) {
        Row row = rows.get(name);
        if (row == null) {
            return null;
        }
        if (!system) {
            return status(name, row);
        }
        long millis = clock.millis();
        // In its last second every call looks for itself.
        boolean over = millis / 1000 >= row.until().getEpochSecond();
        Breaker.@Nullable Status recent = over ? null : row.recent().of(millis);
        return recent != null ? recent : row.recent().say(millis, status(name, row));
    }

    @Override
    public boolean trip(String name, Duration openFor, String reason) {
        Instant now = clock.instant();
        return rows.putIfAbsent(name, new Row(plus(now, openFor), false, now, 1, reason)) == null;
    }

    @Override
    public @Nullable Instant claim(String name, Duration lease) {
        Row row = rows.get(name);
        Instant now = clock.instant();
        if (row == null || row.until().isAfter(now)) {
            return null;
        }
        Instant fence = plus(now, lease);
        return rows.replace(name, row, row.until(fence, true)) ? fence : null;
    }

    @Override
    public boolean heal(String name, Instant fence) {
        Row row = held(name, fence);
        return row != null && rows.remove(name, row);
    }

    @Override
    public boolean reopen(String name, Instant fence, Duration openFor, String reason) {
        Row row = held(name, fence);
        return row != null
                && rows.replace(
                        name,
                        row,
                        new Row(plus(clock.instant(), openFor), false, row.since(), row.trips() + 1, reason));
    }

    @Override
    public boolean release(String name, Instant fence, Duration delay) {
        Row row = held(name, fence);
        return row != null && rows.replace(name, row, row.until(plus(clock.instant(), delay), false));
    }

    @Override
    public void force(String name, @Nullable Duration openFor, String reason) {
        Instant now = clock.instant();
        rows.put(name, new Row(openFor == null ? Instant.MAX : plus(now, openFor), false, now, 1, reason));
    }

    @Override
    public void reset(String name) {
        rows.remove(name);
    }

    @Override
    public List<Breaker.Status> list() {
        return rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> status(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void close() {}

    private @Nullable Row held(String name, Instant fence) {
        Row row = rows.get(name);
        return row != null && row.leased() && row.until().equals(fence) ? row : null;
    }

    private Breaker.Status status(String name, Row row) {
        return Breaker.Status.of(name, row.until(), clock.instant(), row.since(), row.trips(), INSTANCE, row.reason());
    }

    private static Instant plus(Instant now, Duration duration) {
        try {
            return now.plus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MAX;
        }
    }
}
