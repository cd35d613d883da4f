package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Jdk;
import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Report;
import dev.failfast.benchmarks.report.Requirement;
import dev.failfast.benchmarks.report.Spread;
import dev.failfast.benchmarks.report.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The conditions under which benchmarks were run, and what was seen. */
record Conditions(List<Jdk> jdks, List<Integer> threads, Measurements seen) {

    /** Where it was measured. */
    Stream<Cell> measured(Case what) {
        return jdks.stream()
                .flatMap(jdk -> threads.stream().map(count -> new Cell(what, count, jdk)))
                .filter(seen::has);
    }

    void each(int count, List<Case> cases, Consumer<Cell> action) {
        for (Case what : cases) {
            measured(what).filter(cell -> cell.threads() == count).forEach(action);
        }
    }

    /** The worst of the ratios counts; nothing can be said if there are none. */
    void judge(Report report, Requirement requirement, Stream<Cell> ours, Case theirs, double limit)
            throws IOException {
        Optional<Spread> worst = ours.flatMap(cell -> seen.ratio(cell, theirs).stream())
                .max(Comparator.<Spread>comparingDouble(Spread::median));
        if (worst.isPresent()) {
            report.judge(
                    requirement, worst.get().format(Numbers::ratio), worst.get().median() <= limit);
        }
    }

    /** Ratios first. A row for each condition of each case. */
    Table table(List<Case> cases, Case reference) {
        Table table = new Table("", "JDK", "threads", "of " + reference.title(), "ns", "B");
        for (Case what : cases) {
            measured(what)
                    .forEach(cell -> table.row(
                            what.title(),
                            Integer.toString(cell.jdk().major()),
                            Integer.toString(cell.threads()),
                            seen.ratioText(cell, reference),
                            seen.nanos(cell).toString(),
                            seen.bytesText(cell)));
        }
        return table;
    }
}
