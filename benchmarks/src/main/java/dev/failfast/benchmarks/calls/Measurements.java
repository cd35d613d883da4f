package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.report.Numbers;
import dev.failfast.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What all forks saw. */
final class Measurements {
    /** The smallest object has 16 bytes; what is far less than one per call is not the call's. */
    static final double NO_BYTES = 0.5;

    private final List<Measurement> all = new ArrayList<>();

    void add(Measurement measurement) {
        all.add(measurement);
    }

    boolean has(Cell cell) {
        return all.stream().anyMatch(measurement -> measurement.cell().equals(cell));
    }

    private List<Measurement> of(Cell cell) {
        return all.stream()
                .filter(measurement -> measurement.cell().equals(cell))
                .toList();
    }

    /** Over all iterations of all forks. */
    Spread nanos(Cell cell) {
        return Spread.of(of(cell).stream()
                .flatMap(measurement -> measurement.nanos().stream())
                .toList());
    }

    double bytes(Cell cell) {
        return Spread.of(of(cell).stream().map(Measurement::bytes).toList()).median();
    }

    /** "0" or "16". */
    String bytesText(Cell cell) {
        double bytes = bytes(cell);
        return bytes < NO_BYTES ? "0" : Numbers.of(Math.round(bytes));
    }

    /**
     * How often the other goes into the one, under the same conditions; empty if one of them was not measured. Forks
     * that ran one after the other are compared, so that what the machine did meanwhile, it did to both.
     */
    Optional<Spread> ratio(Cell cell, Case other) {
        List<Measurement> ones = of(cell);
        List<Measurement> others = of(new Cell(other, cell.threads(), cell.jdk()));
        List<Double> ratios = IntStream.range(0, Math.min(ones.size(), others.size()))
                .mapToObj(i -> ones.get(i).median() / others.get(i).median())
                .toList();
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }

    /** As text, for tables. */
    String ratioText(Cell cell, Case other) {
        return ratio(cell, other).map(ratio -> ratio.format(Numbers::ratio)).orElse("");
    }
}
