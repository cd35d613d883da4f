package dev.failfast.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.benchmarks.Stores;
import dev.failfast.benchmarks.Where;
import dev.failfast.db.testing.FreshDatabase;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class StormTest {

    @Test
    void allCallsFailAndAllHostsObey() throws Exception {
        FreshDatabase database = Where.H2.start();
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try (Fleet fleet = new Fleet(2, "sales_api", () -> Stores.perCall(database, 1))) {
            Latencies storm = new Storm(8).run(fleet, 8, executor);

            assertThat(storm.percentile(1)).isPositive();
            assertThat(fleet.awaitAll(true, System.nanoTime()).max()).isPositive();
            fleet.host(0).reset();
            fleet.awaitAll(false, System.nanoTime());
            assertThat(fleet.host(1).status().state()).isEqualTo(Breaker.State.CLOSED);
        } finally {
            executor.shutdownNow();
        }
    }
}
