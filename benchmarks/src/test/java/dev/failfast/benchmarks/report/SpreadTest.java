package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianIsTheMiddleOneOrBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(9, 1, 2)).isEqualTo(new Spread(2, 1, 9));
        assertThat(Spread.of(9, 1, 2, 4)).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void itIsWrittenWithHowFarItReaches() {
        assertThat(Spread.of(12.34, 11, 13)).hasToString("12.3 (11–13)");
    }

    @Test
    void nothingMeasuredIsNoResult() {
        assertThatThrownBy(() -> Spread.of(new double[0])).hasMessage("nothing was measured");
    }
}
