package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.Store;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That a dashboard made for resilience4j finds here what there is here, by a rename of the prefix. */
class Resilience4jTest {
    private static final String SERVICE = "sales_api";

    /** Statistics over windows, which a breaker here does not keep. */
    private static final Set<String> THEIRS_ONLY =
            Set.of("buffered.calls", "slow.calls", "failure.rate", "slow.call.rate");

    /** States that a breaker here is never in. */
    private static final Set<String> THEIR_STATES = Set.of("disabled", "forced_open", "metrics_only");

    @Test
    void metersHaveTheNamesTagsAndTypesThatTheyHaveThere() {
        List<String> theirs = theirs();

        assertThat(theirs).hasSize(7); // three states, three kinds of calls, rejections
        assertThat(ours()).containsAll(theirs);
    }

    private static List<String> theirs() {
        MeterRegistry meters = new SimpleMeterRegistry();
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
        breakers.circuitBreaker(SERVICE);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        return meters.getMeters().stream()
                .filter(meter ->
                        !THEIRS_ONLY.contains(meter.getId().getName().replace("resilience4j.circuitbreaker.", "")))
                .filter(meter ->
                        !THEIR_STATES.contains(String.valueOf(meter.getId().getTag("state"))))
                .map(Resilience4jTest::describe)
                .map(text -> text.replace("resilience4j.", "failfast."))
                .toList();
    }

    private static List<String> ours() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Breaker.named(SERVICE)
                .store(Store.inProcess())
                .listener(FailfastMetrics.of(meters))
                .build()
                .run(() -> {});
        return meters.getMeters().stream().map(Resilience4jTest::describe).toList();
    }

    private static String describe(Meter meter) {
        Meter.Id id = meter.getId();
        return id.getType() + " " + id.getName()
                + id.getTags().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
    }
}
