package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Settings;
import dev.failfast.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs one benchmark in one new JVM, as JMH does, and sees to it that it did what it should. */
final class Forks {
    private final Settings settings;
    private final Report report;
    private final Times times;
    private final Path counts;

    /** How long and how often, of one fork. */
    record Times(int warmups, Duration warmup, int iterations, Duration iteration) {
        static final Times QUICK = new Times(1, Duration.ofMillis(100), 1, Duration.ofMillis(100));
    }

    Forks(Settings settings, Report report, Times times) throws IOException {
        this.settings = settings;
        this.report = report;
        this.times = settings.quick() ? Times.QUICK : times;
        this.counts = settings.scratch().resolve("counts");
        Files.createDirectories(settings.scratch().resolve("jmh"));
    }

    /** Runs it; the properties are the fork's. */
    Measurement run(Cell cell, Map<String, String> properties) throws IOException, RunnerException {
        Files.deleteIfExists(counts);
        List<String> arguments = new ArrayList<>(List.of("-Xmx1g", "-D" + Counts.FILE + "=" + counts));
        properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(cell.what().pattern())
                .jvm(cell.jdk().java().toString())
                .jvmArgs(arguments.toArray(String[]::new))
                .threads(cell.threads())
                .forks(1)
                .warmupIterations(times.warmups())
                .warmupTime(TimeValue.milliseconds(times.warmup().toMillis()))
                .measurementIterations(times.iterations())
                .measurementTime(TimeValue.milliseconds(times.iteration().toMillis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .output(settings.scratch()
                        .resolve("jmh")
                        .resolve(cell.what().key() + "-" + cell.threads() + "-"
                                + cell.jdk().major() + ".txt")
                        .toString());
        if (cell.what().where() != null) {
            options.param("where", cell.what().where().name());
        }
        Measurement measurement = measurement(cell, new Runner(options.build()).run());
        checkCounts(measurement);
        report.raw(
                cell,
                measurement.nanos(),
                "ns/op",
                measurement.bytes(),
                "B/op",
                measurement.calls(),
                "calls, each of which was counted by the service");
        return measurement;
    }

    @SuppressWarnings("rawtypes") // of JMH's own
    private static Measurement measurement(Cell cell, Collection<RunResult> results) {
        List<Double> nanos = new ArrayList<>();
        long calls = 0;
        double bytes = Double.NaN;
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                calls += fork.getMetadata().getWarmupOps() + fork.getMetadata().getMeasurementOps();
                for (IterationResult iteration : fork.getIterationResults()) {
                    nanos.add(iteration.getPrimaryResult().getScore());
                }
            }
            bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .findFirst()
                    .orElseThrow()
                    .getValue()
                    .getScore();
        }
        if (nanos.isEmpty()) {
            throw new IllegalStateException("JMH ran nothing for " + cell);
        }
        return new Measurement(cell, nanos, bytes, calls);
    }

    /** A call that the optimizer threw away would be one that the service did not see. */
    private void checkCounts(Measurement measurement) throws IOException {
        Case what = measurement.cell().what();
        if (!what.counts()) {
            return;
        }
        Counts seen = Counts.read(counts);
        boolean rejects = what.method().toLowerCase(Locale.ROOT).contains("rejected");
        Counts expected = rejects ? new Counts(0, measurement.calls()) : new Counts(measurement.calls(), 0);
        if (!seen.equals(expected)) {
            throw new IllegalStateException(
                    measurement.cell() + ": the service should have seen " + expected + ", saw " + seen);
        }
    }
}
