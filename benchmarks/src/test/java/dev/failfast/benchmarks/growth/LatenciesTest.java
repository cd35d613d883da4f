package dev.failfast.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsWhatSoManyPerCentDidNotExceed() {
        Latencies latencies = new Latencies();
        for (int i = 200; i >= 1; i--) {
            latencies.add(i * 1_000_000L);
        }

        assertThat(latencies.percentile(50)).isEqualTo(100e6);
        assertThat(latencies.percentile(99)).isEqualTo(198e6);
        assertThat(latencies.max()).isEqualTo(200e6);
        assertThat(latencies).hasToString("100 / 198 / 200 ms");
    }

    @Test
    void ofNoneNobodyTookAnyTime() {
        assertThat(new Latencies().percentile(99)).isZero();
    }
}
