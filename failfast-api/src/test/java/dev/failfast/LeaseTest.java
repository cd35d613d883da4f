package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a probe keeps others away. */
class LeaseTest {
    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    /** On a store of its own before the same table, so that it knows nothing of this process. */
    private final Breaker otherHost =
            fixture.builder(Fixture.NAME, new RecordingStore(fixture.table)).build();

    @Test
    void whileAProbeRunsAllOthersAreRejectedForTheRestOfItsLease() {
        fixture.halfOpen();
        Permit probe = breaker.acquire();
        assertThat(probe.isProbe()).isTrue();
        fixture.clock.advance(Duration.ofSeconds(10));

        assertThat(breaker.isOpen()).isTrue();
        assertThatExceptionOfType(FailfastException.class)
                .isThrownBy(otherHost::acquire)
                .satisfies(e -> assertThat(e.getRetryAfter()).isEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void theLeaseIsConfigurable() {
        fixture.halfOpen();
        fixture.builder().probeLease(Duration.ofMinutes(10)).build().acquire();

        assertThat(fixture.status().remaining()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whoLosesTheClaimIsToldToWaitForALease() {
        fixture.halfOpen();
        fixture.store.before(operation -> {
            if (operation == Operation.CLAIM) {
                fixture.table.claim(Fixture.NAME, Fixture.LEASE); // another host, just before
            }
        });

        assertThatExceptionOfType(FailfastException.class)
                .isThrownBy(breaker::acquire)
                .satisfies(e -> assertThat(e.getRetryAfter()).isEqualTo(Fixture.LEASE));
    }

    @Test
    void aProberThatDiesLosesItsLeaseByTime() {
        fixture.halfOpen();
        breaker.acquire(); // and is never heard of again
        fixture.clock.advance(Fixture.LEASE.minusNanos(1));
        assertThat(otherHost.tryAcquire()).isNull();

        fixture.clock.advance(Duration.ofNanos(1));

        otherHost.run(() -> {});
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeSlowerThanItsLeaseHealsIfNobodyElseProbed() {
        fixture.halfOpen();
        Permit probe = breaker.acquire();
        fixture.clock.advance(Duration.ofSeconds(50));

        probe.succeeded();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aStragglingProbeChangesNothing() {
        fixture.halfOpen();
        Permit straggler = breaker.acquire();
        fixture.clock.advance(Fixture.LEASE);
        Permit newer = otherHost.acquire();
        Breaker.Status before = fixture.status();

        straggler.failed();

        assertThat(fixture.status()).isEqualTo(before);
        newer.succeeded();
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void afterALostFenceTheLeaseIsTwiceTheDurationOfTheProbe() {
        loseTheFenceAfter(Duration.ofSeconds(50));

        assertThat(leaseOfTheNextProbe(breaker)).isEqualTo(Duration.ofSeconds(100));
        assertThat(leaseOfTheNextProbe(fixture.breaker())).isEqualTo(Duration.ofSeconds(100)); // of the process
        assertThat(leaseOfTheNextProbe(otherHost)).isEqualTo(Fixture.LEASE);
    }

    @Test
    void aLearnedLeaseIsAtMostTenMinutes() {
        loseTheFenceAfter(Duration.ofMinutes(6));
        assertThat(leaseOfTheNextProbe(breaker)).isEqualTo(Duration.ofMinutes(10));

        loseTheFenceAfter(Duration.ofDays(36_500));
        assertThat(leaseOfTheNextProbe(breaker)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aConfiguredLeaseIsNeverShortened() {
        loseTheFenceAfter(Duration.ofSeconds(35));

        assertThat(leaseOfTheNextProbe(
                        fixture.builder().probeLease(Duration.ofMinutes(5)).build()))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aQuickProbeThatAnOperatorOvertakesDoesNotShortenALearnedLease() {
        loseTheFenceAfter(Duration.ofSeconds(50));
        fixture.halfOpen();
        Permit probe = breaker.acquire();
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.table.reset(Fixture.NAME);
        probe.succeeded();

        assertThat(leaseOfTheNextProbe(breaker)).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void aServiceSlowerThanTheLeaseHeals() {
        Duration answersAfter = Duration.ofSeconds(50);
        fixture.halfOpen();
        Permit first = breaker.acquire();
        fixture.clock.advance(Fixture.LEASE);
        Permit second = breaker.acquire(); // at 30 s, the lease of the first is over
        fixture.clock.advance(answersAfter.minus(Fixture.LEASE));
        first.succeeded(); // at 50 s: too late, but now this process knows
        fixture.clock.advance(Duration.ofSeconds(10));
        Permit third = breaker.acquire(); // at 60 s, the lease of the second is over
        fixture.clock.advance(Duration.ofSeconds(20));
        second.succeeded(); // at 80 s: too late
        assertThat(fixture.state()).isEqualTo(State.OPEN);
        fixture.clock.advance(Duration.ofSeconds(20));
        assertThat(breaker.tryAcquire()).isNull(); // at 100 s: the lease of the third is longer
        fixture.clock.advance(Duration.ofSeconds(10));

        third.succeeded(); // at 110 s: in time

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    private void loseTheFenceAfter(Duration duration) {
        fixture.halfOpen();
        Permit probe = breaker.acquire();
        fixture.clock.advance(duration);
        assertThat(otherHost.acquire().isProbe()).isTrue();
        probe.succeeded();
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    private Duration leaseOfTheNextProbe(Breaker of) {
        fixture.halfOpen();
        Permit probe = of.acquire();
        assertThat(probe.isProbe()).isTrue();
        Duration lease = fixture.status().remaining();
        probe.close();
        return lease;
    }
}
