package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.failfast.Breaker.State;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which names a service may have. */
class NameTest {
    private static final String EMOJI = "\uD83D\uDE80"; // one code point, two chars

    static Stream<String> allowed() {
        return Stream.of(
                "a",
                "sales_api",
                "a".repeat(255),
                EMOJI,
                EMOJI.repeat(255),
                "it's \"quoted\" and `so on`",
                "100 %s %d %n {} ${x}",
                "a\\b;--/*x*/",
                " with blanks around ",
                "Rechnungen für Åse, 請求書",
                "e\u0301\u200D\u2028");
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void isAServiceLikeAnyOther(String name) throws Exception {
        Fixture fixture = new Fixture();
        Breaker breaker = fixture.builder(name, fixture.store).build();

        String log = CapturedLog.during(() -> breaker.acquire().failed());

        assertThat(log).contains(name + " is broken for PT1M: failed");
        assertThat(breaker.name()).isEqualTo(name);
        assertThat(breaker.status().name()).isEqualTo(name);
        assertThat(breaker.status().state()).isEqualTo(State.OPEN);
        assertThat(new FailfastException(name, Fixture.OPEN_FOR)).hasMessage(name + " is broken; retry in 60 s");
    }

    static Stream<Arguments> refused() {
        String length = "a service name must have 1 to 255 characters and not be blank, had ";
        String content = "a service name must not contain control characters or unpaired surrogates, had ";
        return Stream.of(
                Arguments.of("", length + "0: \"\""),
                Arguments.of("   ", length + "3: \"   \""),
                Arguments.of(" ".repeat(255), length + "255: \"" + " ".repeat(255) + "\""),
                Arguments.of("\u3000", length + "1: \"\u3000\""),
                Arguments.of("a".repeat(256), length + "256"),
                Arguments.of(EMOJI.repeat(256), length + "256"),
                Arguments.of("a\u0000", content + "U+0000"),
                Arguments.of("a\nb", content + "U+000A"),
                Arguments.of("\u001b[31m", content + "U+001B"),
                Arguments.of("a\u007f", content + "U+007F"),
                Arguments.of("a\u0085", content + "U+0085"),
                Arguments.of("a\uD83D", content + "U+D83D"),
                Arguments.of("\uDE80a", content + "U+DE80"),
                Arguments.of("\uDE80\uD83D", content + "U+DE80"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithTheRuleAndTheValue(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Breaker.named(name))
                .withMessage(message);
    }
}
