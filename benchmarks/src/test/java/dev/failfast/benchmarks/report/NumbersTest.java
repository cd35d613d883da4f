package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0;0", "0.01234;0.0123", "1.234;1.23", "12.34;12.3", "123.4;123", "12345.6;12,346", "1000;1,000"})
    void numbersHaveThreeDigitsThatCount(double value, String text) {
        assertThat(Numbers.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"12.5;12.5 ns", "41234;41.2 µs", "1500000;1.50 ms", "2e9;2 s"})
    void timesAreInTheUnitThatSuitsThem(double nanos, String text) {
        assertThat(Numbers.nanos(nanos)).isEqualTo(text);
    }
}
