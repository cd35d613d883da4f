package dev.failfast.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.benchmarks.Jdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private static final Case OURS = new Case("ours", InProcess.class, "closed");
    private static final Case THEIRS = new Case("theirs", Resilience4j.class, "closed");

    @Test
    void forksThatRanOneAfterTheOtherAreComparedByTheirMedians() {
        Jdk jdk = new Jdk(17, "17.0.1", Path.of("jdk"));
        Cell ours = new Cell(OURS, 1, jdk);
        Measurements seen = new Measurements();
        seen.add(new Measurement(ours, List.of(1.0, 2.0, 900.0), 0, 3));
        seen.add(new Measurement(new Cell(THEIRS, 1, jdk), List.of(8.0, 7.0, 9.0), 24, 3));
        seen.add(new Measurement(ours, List.of(30.0), 0, 1));
        seen.add(new Measurement(new Cell(THEIRS, 1, jdk), List.of(60.0), 24, 1));

        assertThat(seen.ratioText(ours, THEIRS)).isEqualTo("0.38 (0.25–0.50)");
    }
}
