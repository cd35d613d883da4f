package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAlignedAndNumbersStandOnTheRight() {
        Table table = new Table("call", "µs").row("plain look-up", "41.2").row("a|b", "3");

        assertThat(table.markdown()).isEqualTo("""
                        | call          |   µs |
                        | ------------- | ---: |
                        | plain look-up | 41.2 |
                        | a\\|b          |    3 |
                        """);
    }

    @Test
    void aRowThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).hasMessageContaining("as many cells");
    }
}
