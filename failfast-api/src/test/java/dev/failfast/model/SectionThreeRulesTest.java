package dev.failfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import dev.failfast.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules of section 3 of the design, each with the shortest course of events that goes wrong without it. The rules
 * that speak of SQL, locks and caches have their tests in failfast-jdbc.
 */
class SectionThreeRulesTest {
    private static final String SERVICE = "sales_api";
    private static final Duration OPEN_FOR = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final StrictClock clock = new StrictClock();
    private final Store table = Store.inProcess(clock);
    private final HookedStore storeOfA = new HookedStore(table);
    private final HookedStore storeOfB = new HookedStore(table);
    private final Breaker a = breaker(SERVICE, storeOfA);
    private final Breaker b = breaker(SERVICE, storeOfB);

    private Breaker breaker(String name, Store store) {
        return HostClock.set(
                        Breaker.named(name).store(store).openFor(OPEN_FOR),
                        () -> Duration.between(StrictClock.START, now()).toNanos())
                .build();
    }

    @Nested
    class ATripInsertsOnly {

        @Test
        void anExpiredRowNeedsAProbe() {
            Permit straggler = a.acquire();
            trip(b);
            clock.elapse(OPEN_FOR);
            Instant expired = until();

            straggler.failed();

            assertThat(until()).isEqualTo(expired);
            assertThat(a.acquire().isProbe()).isTrue();
        }

        @Test
        void whatAnOperatorWroteStays() {
            Permit straggler = a.acquire();
            table.force(SERVICE, null, "by hand");

            straggler.failed();

            assertThat(until()).isEqualTo(Instant.MAX);
        }
    }

    @Nested
    class AClaimIsConditional {

        @Test
        void ofAllWhoSeeThatAProbeIsDueOneProbes() {
            halfOpen();
            storeOfA.before("claim", () -> assertThat(b.acquire().isProbe()).isTrue());

            FailfastException rejected = rejected(a);

            assertThat(rejected.getRetryAfter()).isEqualTo(LEASE);
        }

        @Test
        void whatAnOperatorWroteAfterTheReadStays() {
            halfOpen();
            storeOfA.before("claim", () -> table.force(SERVICE, null, "by hand"));

            rejected(a);

            assertThat(until()).isEqualTo(Instant.MAX);
        }

        @Test
        void theRowMayBeGoneWhenTheClaimComes() {
            halfOpen();
            storeOfA.before("claim", () -> table.reset(SERVICE));

            rejected(a);

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }
    }

    @Nested
    class AVerdictCarriesTheFence {

        @Test
        void aLateSuccessDoesNotHealWhatAnOperatorBroke() {
            Permit probe = probe(a);
            table.force(SERVICE, null, "by hand");

            probe.succeeded();

            assertThat(until()).isEqualTo(Instant.MAX);
        }

        @Test
        void aLateSuccessDoesNotEndTheProbeOfAnother() {
            Permit late = probe(a);
            clock.elapse(LEASE);
            b.acquire();

            late.succeeded();

            assertThat(a.status().state()).isEqualTo(Breaker.State.OPEN);
        }

        @Test
        void aLateFailureDoesNotShortenWhatAnOperatorBroke() {
            Permit probe = probe(a);
            table.force(SERVICE, null, "by hand");

            probe.failed();

            assertThat(until()).isEqualTo(Instant.MAX);
            assertThat(a.status().trips()).isEqualTo(1);
        }

        @Test
        void aLateFailureDoesNotBreakWhatAnOperatorHealed() {
            Permit probe = probe(a);
            table.reset(SERVICE);

            probe.failed();

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }

        @Test
        void aLateReleaseDoesNotInviteASecondProbe() {
            Permit late = probe(a);
            clock.elapse(LEASE);
            b.acquire();

            late.close();

            assertThat(a.status().state()).isEqualTo(Breaker.State.OPEN);
        }
    }

    @Nested
    class ATripIsSkippedOnlyForOneThatBeganAndFinishedAfterTheAdmission {

        @Test
        void afterADeleteANewFailureTripsAgain() {
            trip(a);
            table.reset(SERVICE);

            trip(a);

            assertThat(a.isOpen()).isTrue();
        }

        @Test
        void aTripThatOnlyFinishedAfterTheAdmissionIsNotEnough() {
            Permit[] admitted = new Permit[1];
            storeOfA.after("trip", () -> {
                table.reset(SERVICE);
                admitted[0] = a.acquire();
            });
            trip(a);

            admitted[0].failed();

            assertThat(a.isOpen()).isTrue();
        }

        @Test
        void aCallIsAdmittedByTheAnswerOfItsReadAndNotBefore() {
            storeOfA.before("read", () -> {
                trip(a);
                table.reset(SERVICE);
            });
            Permit admitted = a.acquire();

            admitted.failed();

            assertThat(a.isOpen()).isTrue();
        }

        @Test
        void aTripOfAnotherServiceIsNotEnough() {
            Permit admitted = a.acquire();
            trip(breaker("stock_api", storeOfA));

            admitted.failed();

            assertThat(a.isOpen()).isTrue();
        }

        @Test
        void aTripOfAnotherProcessIsNotEnough() {
            Permit admitted = a.acquire();
            trip(b);

            admitted.failed();

            assertThat(storeOfA.count("trip")).isEqualTo(1);
        }

        @Test
        void callsThatFailTogetherWriteOneTrip() {
            Permit first = a.acquire();
            Permit second = a.acquire();

            first.failed();
            second.failed();

            assertThat(storeOfA.count("trip")).isEqualTo(1);
        }

        @Test
        void aTripThatMetARowStandsForTheNextFailureToo() {
            Permit first = a.acquire();
            Permit second = a.acquire();
            trip(b);

            first.failed();
            second.failed();

            assertThat(storeOfA.count("trip")).isEqualTo(1);
        }
    }

    @Nested
    class TheLease {

        @Test
        void aProberThatDiesKeepsOthersAwayForOneLease() {
            probe(a);

            clock.elapse(LEASE.minus(MOMENT));
            rejected(b);
            clock.elapse(MOMENT);
            assertThat(b.acquire().isProbe()).isTrue();
        }

        @Test
        void aServiceSlowerThanTheLeaseHeals() {
            Duration slow = LEASE.multipliedBy(3).dividedBy(2);
            Permit first = probe(a);
            clock.elapse(LEASE);
            Permit second = b.acquire();
            clock.elapse(slow.minus(LEASE));
            first.succeeded(); // too late, and so is the second one:
            clock.elapse(LEASE.multipliedBy(2).minus(slow));
            Permit third = a.acquire();
            clock.elapse(slow.minus(LEASE));
            second.succeeded();

            // By now both hosts know, and the third call has the time that it needs.
            clock.elapse(LEASE.multipliedBy(2).minus(slow));
            rejected(b);
            clock.elapse(slow.minus(LEASE));
            third.succeeded();

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }

        @Test
        void isTwiceWhatTheProbeTook() {
            loseTheFenceAfter(Duration.ofSeconds(100));

            assertThat(leaseOf(a)).isEqualTo(Duration.ofSeconds(200));
        }

        @Test
        void isNotUnlearnedByAQuickerProbe() {
            loseTheFenceAfter(Duration.ofSeconds(100));
            loseTheFenceAfter(Duration.ofSeconds(20));

            assertThat(leaseOf(a)).isEqualTo(Duration.ofSeconds(200));
        }

        @Test
        void isNeverLearnedToBeShorterThanConfigured() {
            loseTheFenceAfter(MOMENT);

            assertThat(leaseOf(a)).isEqualTo(LEASE);
        }

        @Test
        void isAtMostTenMinutes() {
            loseTheFenceAfter(Duration.ofDays(100));

            assertThat(leaseOf(a)).isEqualTo(Duration.ofMinutes(10));
        }

        private void loseTheFenceAfter(Duration duration) {
            Permit probe = probe(a);
            table.reset(SERVICE);
            clock.elapse(duration);
            probe.succeeded();
        }

        private Duration leaseOf(Breaker breaker) {
            probe(breaker);
            Duration lease = Duration.between(now(), Objects.requireNonNull(until()));
            table.reset(SERVICE);
            return lease;
        }
    }

    @Nested
    class TheRelease {

        @Test
        void anAbandonedProbeGivesTheLeaseBackAtOnce() {
            probe(a).close();

            assertThat(b.acquire().isProbe()).isTrue();
        }

        @Test
        void twoNestedBreakersDoNotWriteInALoop() {
            Breaker inner = breaker("stock_api", storeOfA);
            halfOpen();
            inner.forceOpen(LEASE);

            for (int call = 0; call < 100; call++) {
                assertThatThrownBy(() -> a.run(() -> inner.run(() -> {}))).isInstanceOf(FailfastException.class);
            }

            assertThat(storeOfA.count("claim")).isEqualTo(1);
            assertThat(storeOfA.count("release")).isEqualTo(1);
        }

        @Test
        void anotherServicesBreakKeepsProbesAwayNoLongerThanOurOwnBreakWould() {
            halfOpen();
            assertThatThrownBy(() -> a.run(() -> {
                        throw new FailfastException("stock_api", Duration.ofDays(1));
                    }))
                    .isInstanceOf(FailfastException.class);

            assertThat(Duration.between(now(), until())).isEqualTo(OPEN_FOR);
        }

        @Test
        void anotherServicesShortBreakKeepsProbesAwayForAsLong() {
            halfOpen();
            assertThatThrownBy(() -> a.run(() -> {
                        throw new FailfastException("stock_api", LEASE);
                    }))
                    .isInstanceOf(FailfastException.class);

            assertThat(Duration.between(now(), until())).isEqualTo(LEASE);
        }
    }

    @Nested
    class NestedUse {

        @Test
        void aNestedCallOfTheSameServiceIsPartOfTheProbe() {
            halfOpen();

            a.run(() -> a.run(() -> {}));

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }

        @Test
        void alsoThroughAnotherServiceAndAnotherBreakerOfTheProcess() {
            halfOpen();
            Breaker other = breaker("stock_api", storeOfA);
            Breaker same = breaker(SERVICE, storeOfA);

            a.run(() -> other.run(() -> same.run(() -> {})));

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }

        @Test
        void theOuterCallDecides() {
            halfOpen();

            a.run(() -> assertThatThrownBy(() -> a.runChecked(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IOException.class));

            assertThat(a.status().state()).isEqualTo(Breaker.State.CLOSED);
        }

        @Test
        void whoeverIsNotInsideOfTheProbeIsRejected() {
            probe(a);

            rejected(a);
        }

        @Test
        void whenTheProbeHasEndedTheNextOneIsAProbeOfItsOwn() {
            halfOpen();
            a.run(() -> {});
            halfOpen();

            assertThat(a.acquire().isProbe()).isTrue();
        }
    }

    private static void trip(Breaker breaker) {
        breaker.acquire().failed();
    }

    private void halfOpen() {
        table.trip(SERVICE, OPEN_FOR, "earlier");
        clock.elapse(OPEN_FOR);
    }

    private Permit probe(Breaker breaker) {
        halfOpen();
        Permit probe = breaker.acquire();
        assertThat(probe.isProbe()).isTrue();
        return probe;
    }

    private static FailfastException rejected(Breaker breaker) {
        return Objects.requireNonNull(catchThrowableOfType(FailfastException.class, breaker::acquire));
    }

    private @Nullable Instant until() {
        clock.observing(true);
        Breaker.Status row = table.read(SERVICE);
        clock.observing(false);
        return row == null ? null : row.until();
    }

    /** As it stands: the time of the last write, if nobody has read the clock since. */
    private Instant now() {
        clock.observing(true);
        Instant now = clock.instant();
        clock.observing(false);
        return now;
    }
}
