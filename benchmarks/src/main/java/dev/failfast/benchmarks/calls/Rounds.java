package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which cells are run how often. Not a benchmark's forks one after the other but all benchmarks round by round, so that
 * what the machine does for a minute does not fall on one of them.
 */
final class Rounds {
    interface Run {
        Measurement run(Cell cell) throws Exception;
    }

    private record Entry(Cell cell, int rounds) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Cell cell, int rounds) {
        entries.add(new Entry(cell, rounds));
    }

    /** What fails is left out, so that the others are not lost; see {@link #complain}. */
    Measurements run(Report report, Run run) {
        Measurements measurements = new Measurements();
        int total = entries.stream().mapToInt(Entry::rounds).sum();
        int done = 0;
        long start = System.nanoTime();
        for (int round = 0; done < total; round++) {
            for (Entry entry : entries) {
                if (round < entry.rounds()) {
                    done++;
                    String outcome = measure(entry.cell(), run, measurements);
                    long left = (System.nanoTime() - start) / done * (total - done);
                    report.say(
                            "%3d of %d, %3d s left: %-58s %s",
                            done, total, Duration.ofNanos(left).toSeconds(), entry.cell(), outcome);
                }
            }
        }
        return measurements;
    }

    private String measure(Cell cell, Run run, Measurements measurements) {
        try {
            Measurement measurement = run.run(cell);
            measurements.add(measurement);
            return String.format(Locale.ROOT, "%12.2f ns %8.1f B", measurement.median(), measurement.bytes());
        } catch (Exception e) {
            failures.add(cell + ": " + e);
            e.printStackTrace();
            return "FAILED";
        }
    }

    /** Fails if anything did. */
    void complain() {
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("\n", failures));
        }
    }
}
