package dev.failfast.examples.fleet;

import java.util.List;
import java.util.OptionalLong;

/** Of the requests that came in a window of time; from inclusive, to exclusive, milliseconds. */
final class Statistics {
    private final List<Long> waits;
    private final long answered;
    private final double seconds;

    Statistics(List<Report.Request> all, long from, long to) {
        this.waits = all.stream()
                .filter(request -> request.arrived() >= from && request.arrived() < to)
                .map(Report.Request::waited)
                .sorted()
                .toList();
        this.answered = all.stream()
                .filter(request -> request.outcome().isAnswered())
                .filter(request -> request.ended() >= from && request.ended() < to)
                .count();
        this.seconds = Math.max(0, to - from) / 1000.0;
    }

    /** Answers given within the window, whenever the request came; 0 if the window is empty. */
    double answeredPerSecond() {
        return seconds == 0 ? 0 : answered / seconds;
    }

    /** The shortest wait that so many per cent of the requests did not exceed; empty if there were none. */
    OptionalLong percentile(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent must be 1 to 100, was " + percent);
        }
        if (waits.isEmpty()) {
            return OptionalLong.empty();
        }
        int rank = (int) Math.ceil(waits.size() * percent / 100.0);
        return OptionalLong.of(waits.get(rank - 1));
    }
}
