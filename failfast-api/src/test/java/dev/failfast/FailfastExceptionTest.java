package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailfastExceptionTest {

    @Test
    void saysWhatAPersonCanActOn() {
        FailfastException e = new FailfastException("sales_api", Duration.ofSeconds(42));

        assertThat(e).hasMessage("sales_api is broken; retry in 42 s").hasNoCause();
        assertThat(e.getServiceName()).isEqualTo("sales_api");
        assertThat(e.getRetryAfter()).isEqualTo(Duration.ofSeconds(42));
    }

    @ParameterizedTest
    @CsvSource({"PT0.000000001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT59.999S, 60", "P365D, 31536000"})
    void secondsAreRoundedUp(Duration retryAfter, long seconds) {
        assertThat(new FailfastException("sales_api", retryAfter).getRetryAfterSeconds())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P365D", "P365DT0.000000001S", "P36500D", "PT2562047788015215H"})
    void isAtMostAYearWhichStandsForUntilFurtherNotice(Duration retryAfter) {
        FailfastException e = new FailfastException("sales_api", retryAfter);

        assertThat(e.getRetryAfter()).isEqualTo(Duration.ofDays(365));
        assertThat(e).hasMessage("sales_api is broken until further notice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesATimeThatIsNotPositive(Duration retryAfter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FailfastException("sales_api", retryAfter))
                .withMessage("retryAfter must be positive, was " + retryAfter);
    }

    @Test
    void hasNoStackTraceButTakesSuppressedExceptions() {
        FailfastException e = new FailfastException("sales_api", Duration.ofSeconds(1));
        e.addSuppressed(new IllegalStateException());

        assertThat(e.getStackTrace()).isEmpty();
        assertThat(e.getSuppressed()).hasSize(1);
    }

    @Test
    void survivesSerialization() throws Exception {
        FailfastException e = new FailfastException("sales_api", Duration.ofSeconds(42));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isInstanceOfSatisfying(FailfastException.class, copy -> {
                assertThat(copy.getServiceName()).isEqualTo("sales_api");
                assertThat(copy.getRetryAfter()).isEqualTo(Duration.ofSeconds(42));
            });
        }
    }
}
