package dev.failfast.benchmarks;

import dev.failfast.benchmarks.report.Report;

/** Something that can be run alone. */
public interface Part {
    /** Measures, and reports what it has as soon as it has it. */
    void run(Settings settings, Report report) throws Exception;
}
