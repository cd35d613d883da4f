package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "60s, PT60S",
        "5m, PT5M",
        "1h, PT1H",
        "1d, PT24H",
        "0s, PT0S",
        "PT1M, PT1M",
        "P2D, PT48H",
        "pt1.5s, PT1.5S"
    })
    void aNumberWithAUnitAndIso8601AreDurations(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60",
                "s",
                "60 s",
                " 60s",
                "60s ",
                "-5s",
                "1.5s",
                "60S",
                "1M",
                "5min",
                "1m30s",
                "٣s",
                "PT",
                "P1M",
                "99999999999999999999s",
                "9223372036854775807d",
                "PT99999999999999999999S",
                " "
            })
    void everythingElseIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("60s")
                .hasMessageEndingWith("was \"" + text + "\"");
    }
}
