package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost/yours, HANG, of the demo's own",
        "jdbc:h2:mem:yours, RESTART, of the demo's own",
        "h2, RESTART, demo.db=postgresql",
        "oracle, NONE, h2",
    })
    void what_cannot_be_done_is_said_before_anything_is(String db, Outage outage, String message) {
        assertThatThrownBy(() -> Database.open(new Options(db, null, null, outage, Sabotage.NONE)))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining(message);
    }
}
