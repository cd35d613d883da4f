package dev.failfast.test;

import dev.failfast.Breaker;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about breakers in the manner of AssertJ, whose failures show the whole status. */
public final class FailfastAssertions {
    private FailfastAssertions() {}

    /**
     * Starts an assertion.
     *
     * @param breaker about this one; each assertion asks its store once
     * @return assertions
     */
    public static BreakerAssert assertThat(@Nullable Breaker breaker) {
        return new BreakerAssert(breaker);
    }

    /** Assertions about one breaker. */
    public static final class BreakerAssert extends AbstractAssert<BreakerAssert, @Nullable Breaker> {
        private BreakerAssert(@Nullable Breaker breaker) {
            super(breaker, BreakerAssert.class);
        }

        /**
         * Calls pass: there is no row.
         *
         * @return this
         */
        public BreakerAssert isClosed() {
            return hasState(Breaker.State.CLOSED);
        }

        /**
         * Calls fail at once.
         *
         * @return this
         */
        public BreakerAssert isOpen() {
            return hasState(Breaker.State.OPEN);
        }

        /**
         * The break is over and the next call is a probe.
         *
         * @return this
         */
        public BreakerAssert isHalfOpen() {
            return hasState(Breaker.State.HALF_OPEN);
        }

        /**
         * The state is as expected.
         *
         * @param expected the state
         * @return this
         */
        public BreakerAssert hasState(Breaker.State expected) {
            Breaker.Status status = status();
            if (status.state() != expected) {
                failWithMessage("Expected %s to be %s, but it is %s", status.name(), expected, status);
            }
            return this;
        }

        /**
         * The service was tripped and probed in vain this often.
         *
         * @param expected 1 for the trip, 1 more for each failed probe
         * @return this
         */
        public BreakerAssert hasTrips(int expected) {
            Breaker.Status status = status();
            if (status.trips() != expected) {
                failWithMessage("Expected %s to have %d trips, but it is %s", status.name(), expected, status);
            }
            return this;
        }

        /**
         * The service was broken by an exception of this class.
         *
         * @param expected the class itself, not a superclass
         * @return this
         */
        public BreakerAssert hasReason(Class<? extends Throwable> expected) {
            return hasReason(expected.getName());
        }

        /**
         * The reason is as expected.
         *
         * @param expected the reason
         * @return this
         */
        public BreakerAssert hasReason(String expected) {
            Breaker.Status status = status();
            if (!expected.equals(status.reason())) {
                failWithMessage("Expected %s to have reason %s, but it is %s", status.name(), expected, status);
            }
            return this;
        }

        /**
         * The service was broken by this host or operator.
         *
         * @param expected the name of the instance
         * @return this
         */
        public BreakerAssert wasTrippedBy(String expected) {
            Breaker.Status status = status();
            if (!expected.equals(status.trippedBy())) {
                failWithMessage("Expected %s to be tripped by %s, but it is %s", status.name(), expected, status);
            }
            return this;
        }

        /**
         * The service stays broken at most this long.
         *
         * @param most the longest time that is right
         * @return this
         */
        public BreakerAssert isOpenForAtMost(Duration most) {
            isOpen();
            Breaker.Status status = status();
            if (status.remaining().compareTo(most) > 0) {
                failWithMessage("Expected %s to be open for at most %s, but it is %s", status.name(), most, status);
            }
            return this;
        }

        private Breaker.Status status() {
            isNotNull();
            return Objects.requireNonNull(actual).status();
        }
    }
}
