package dev.failfast.examples.readme;

import static dev.failfast.test.FailfastAssertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.test.FailfastTest;
import dev.failfast.test.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@FailfastTest
class InvoicesTest {
    @Test
    void servesFromTheCacheWhileSalesIsBroken(BreakerRegistry registry, TestFleet fleet) {
        Breaker salesApi = registry.get("sales_api");
        salesApi.forceOpen(Duration.ofSeconds(60));
        assertThat(salesApi).isOpen();

        fleet.elapse(Duration.ofSeconds(60));
        assertThat(salesApi).isHalfOpen();
        salesApi.run(() -> {});
        assertThat(salesApi).isClosed();
    }
}
