package dev.failfast.test.faults;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A service that many threads call: measures what its breaker adds to each call, and judges what came of it. */
abstract class GuardedService {
    private final Breaker breaker;

    GuardedService(Breaker breaker) {
        this.breaker = breaker;
    }

    final Call call() {
        PoolWatch.callBegins();
        String wrong;
        long bodyNanos = 0;
        long start = System.nanoTime();
        try {
            Permit permit = breaker.acquire();
            wrong = whenLetThrough(permit.isProbe(), start);
            long admitted = System.nanoTime();
            Exception failure = body(permit.isProbe());
            bodyNanos = System.nanoTime() - admitted;
            permit.complete("answer", failure);
            ended(permit.isProbe(), failure);
        } catch (FailfastException e) {
            wrong = whenRejected();
        } catch (Exception e) {
            wrong = "failed with " + e;
        }
        Duration added = Duration.ofNanos(System.nanoTime() - start - bodyNanos);
        return new Call(breaker.name(), start, added, PoolWatch.callEnded(), wrong);
    }

    /** What is wrong with a call that was let through, or null. */
    abstract @Nullable String whenLetThrough(boolean probe, long startNanos);

    /** What is wrong with a call that was rejected, or null. */
    abstract @Nullable String whenRejected();

    /** The service's answer: what it fails with, or null. */
    @Nullable
    Exception body(boolean probe) throws InterruptedException {
        return null;
    }

    /** After the verdict was given. */
    void ended(boolean probe, @Nullable Exception failure) {}

    /** Nothing is ever wrong with it. */
    static final class Fine extends GuardedService {
        Fine(Breaker breaker) {
            super(breaker);
        }

        @Override
        @Nullable
        String whenLetThrough(boolean probe, long startNanos) {
            return null;
        }

        @Override
        String whenRejected() {
            return "was rejected";
        }
    }

    /** An operator has broken it for longer than the test takes, and this process knows. */
    static final class Broken extends GuardedService {
        Broken(Breaker breaker) {
            super(breaker);
        }

        @Override
        String whenLetThrough(boolean probe, long startNanos) {
            return "was let through though it is broken";
        }

        @Override
        @Nullable
        String whenRejected() {
            return null;
        }
    }

    /** Its break ends; one call at a time may probe it, and the first one heals it. */
    static final class Due extends GuardedService {
        private static final long AT_MOST_MILLIS = 500;

        private final AtomicInteger probes = new AtomicInteger();
        private final AtomicBoolean healed = new AtomicBoolean();
        private volatile CountDownLatch others = new CountDownLatch(0);

        Due(Breaker breaker) {
            super(breaker);
        }

        @Override
        @Nullable
        String whenLetThrough(boolean probe, long startNanos) {
            others.countDown();
            return probe || healed.get() ? null : "was let through before anybody had probed";
        }

        @Override
        @Nullable
        String whenRejected() {
            others.countDown();
            return null;
        }

        /** A probe lasts until somebody else has come. */
        @Override
        @Nullable
        Exception body(boolean probe) throws InterruptedException {
            if (probe) {
                if (probes.incrementAndGet() > 1) {
                    throw new IllegalStateException("two probes at a time");
                }
                CountDownLatch somebody = new CountDownLatch(1);
                others = somebody;
                somebody.await(AT_MOST_MILLIS, TimeUnit.MILLISECONDS);
                healed.set(true);
                probes.decrementAndGet();
            }
            return null;
        }
    }

    /** Turns bad when it is told to, after some more calls, and stays so. */
    static final class Failing extends GuardedService {
        private static final long NOT_YET = Long.MAX_VALUE;

        private final AtomicInteger goodCalls = new AtomicInteger(Integer.MAX_VALUE);
        private final AtomicLong trippedNanos = new AtomicLong(NOT_YET);

        Failing(Breaker breaker) {
            super(breaker);
        }

        void failsAfter(int moreCalls) {
            goodCalls.set(moreCalls);
        }

        boolean hasTripped() {
            return trippedNanos.get() != NOT_YET;
        }

        @Override
        @Nullable
        String whenLetThrough(boolean probe, long startNanos) {
            long tripped = trippedNanos.get();
            return probe || tripped == NOT_YET || startNanos - tripped < 0
                    ? null
                    : "was let through after it had failed";
        }

        @Override
        @Nullable
        String whenRejected() {
            return goodCalls.get() > 0 ? "was rejected though it had not failed yet" : null;
        }

        @Override
        @Nullable
        Exception body(boolean probe) {
            return goodCalls.getAndUpdate(left -> left == Integer.MAX_VALUE || left == 0 ? left : left - 1) == 0
                    ? new IOException("the service is bad")
                    : null;
        }

        @Override
        void ended(boolean probe, @Nullable Exception failure) {
            if (failure != null) {
                trippedNanos.compareAndSet(NOT_YET, System.nanoTime());
            }
        }
    }
}
