package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GrowthTest {

    private static Growth growth(DoubleUnaryOperator y) {
        Growth growth = new Growth("cost", "hosts");
        for (double x : new double[] {0, 1, 10, 100}) {
            double value = y.applyAsDouble(x);
            growth.point(x, Spread.of(value * 0.99, value, value * 1.01));
        }
        return growth;
    }

    @Test
    void whatGrowsFasterThanLinearlyIsNamed() {
        Growth growth = growth(x -> x * x);

        assertThat(growth.verdict()).isEqualTo("**faster than linear**");
        assertThat(growth.orders()).isEqualTo("2.00, at the end 2.00");
        assertThat(growth.range()).isEqualTo("hosts: 1 to 100");
    }

    @Test
    void soIsWhatDoesSoOnlyInTheEnd() {
        assertThat(growth(x -> x < 100 ? 10 : 1_000).verdict()).isEqualTo("**faster than linear**");
    }

    @Test
    void othersAreLinearOrLess() {
        assertThat(growth(x -> 3 * x).verdict()).isEqualTo("linear");
        assertThat(growth(Math::sqrt).verdict()).isEqualTo("slower than linear");
        assertThat(growth(x -> 7).verdict()).isEqualTo("flat");
    }

    @Test
    void whatTheSpreadExplainsIsNotHeldAgainstIt() {
        Growth growth = new Growth("cost", "hosts");
        growth.point(1, Spread.of(1, 1, 9));
        growth.point(10, Spread.of(8, 20, 20));

        assertThat(growth.verdict()).isEqualTo("linear");
    }

    @Test
    void onePointTellsNothing() {
        Growth growth = new Growth("cost", "hosts");
        growth.point(0, Spread.of(1));
        growth.point(1, Spread.of(1));

        assertThat(growth.isKnown()).isFalse();
        assertThat(growth.isFasterThanLinear()).isFalse();
    }
}
