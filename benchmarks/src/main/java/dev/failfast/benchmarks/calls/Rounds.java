package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    void add(Cell cell, int rounds) {
        entries.add(new Entry(cell, rounds));
    }

    Measurements run(Report report, Run run) throws Exception {
        Measurements measurements = new Measurements();
        int total = entries.stream().mapToInt(Entry::rounds).sum();
        int done = 0;
        long start = System.nanoTime();
        for (int round = 0; done < total; round++) {
            for (Entry entry : entries) {
                if (round < entry.rounds()) {
                    Measurement measurement = run.run(entry.cell());
                    measurements.add(measurement);
                    done++;
                    report.say(
                            "%3d of %d, %3d s left: %-58s %10.2f ns %7.1f B",
                            done,
                            total,
                            Duration.ofNanos((System.nanoTime() - start) / done * (total - done))
                                    .toSeconds(),
                            entry.cell(),
                            measurement.mean(),
                            measurement.bytes());
                }
            }
        }
        return measurements;
    }
}
