package dev.failfast.test.faults;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Threads that call services all the time, each of them several times per round: one that is fine, one that was broken
 * before, one that is due for a probe, and some that fail when they are told to.
 */
final class Load implements AutoCloseable {
    static final int THREADS = 16;
    static final int FAILING = 8;
    static final String FINE = "fine";
    static final String BROKEN = "broken before";
    static final String DUE = "due for a probe";
    static final String FAILING_PREFIX = "failing ";

    private static final int ROUND_MILLIS = 50;
    private static final int WARM_UP_ROUNDS = 8;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final GuardedService fine;
    private final GuardedService broken;
    private final GuardedService due;
    private final List<GuardedService.Failing> failing;
    private final AtomicIntegerArray rounds = new AtomicIntegerArray(THREADS);
    private final List<Future<?>> schedules = new ArrayList<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "load");
        thread.setDaemon(true);
        return thread;
    });

    Load(Site site) {
        fine = new GuardedService.Fine(site.breaker(FINE));
        broken = new GuardedService.Broken(site.breaker(BROKEN));
        due = new GuardedService.Due(site.breaker(DUE));
        failing = IntStream.range(0, FAILING)
                .mapToObj(i -> new GuardedService.Failing(site.breaker(FAILING_PREFIX + i)))
                .toList();
    }

    /** Until this process knows of the breaks that there are. A start on a busy machine may take its time. */
    void start(Site site) throws SQLException {
        site.breakByHand(BROKEN);
        site.breakByHand(DUE);
        // The threads come one after the other, not together.
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            schedules.add(threads.scheduleWithFixedDelay(
                    () -> round(thread), i * ROUND_MILLIS / THREADS, ROUND_MILLIS, TimeUnit.MILLISECONDS));
        }
        awaitRounds(WARM_UP_ROUNDS);
        for (String name : List.of(BROKEN, DUE)) {
            await().atMost(LONG).until(site.breaker(name)::isOpen);
        }
        site.expireSoon(DUE);
        awaitRounds(1);
    }

    private void round(int thread) {
        for (GuardedService service : List.of(fine, broken, due, failing.get(thread % FAILING))) {
            calls.add(service.call());
        }
        rounds.incrementAndGet(thread);
    }

    /** One service after the other turns bad from now on. */
    void beginToFail() {
        for (int i = 0; i < FAILING; i++) {
            failing.get(i).failsAfter(i * THREADS / FAILING * 2);
        }
    }

    void awaitTrips() {
        await().atMost(LONG).until(() -> failing.stream().allMatch(GuardedService.Failing::hasTripped));
    }

    /** Until each thread has made so many rounds more. */
    void awaitRounds(int more) {
        int[] goal = IntStream.range(0, THREADS).map(i -> rounds.get(i) + more).toArray();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(LONG)
                .until(() -> IntStream.range(0, THREADS).allMatch(i -> rounds.get(i) >= goal[i]));
    }

    /** In no order. */
    List<Call> callsThatEndedAfter(long nanos) {
        return calls.stream().filter(call -> call.endNanos() - nanos > 0).toList();
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits for the calls that are under way. */
    void stop() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a call hangs");
            }
            for (Future<?> schedule : schedules) {
                if (schedule.isDone() && !schedule.isCancelled()) {
                    schedule.get(); // ended by itself, which is wrong
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
