package dev.failfast.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that do something at the same time, and are kept for the next round. */
final class AtOnce implements AutoCloseable {
    private static final int SECONDS = 60;

    private final ExecutorService threads;
    private final CyclicBarrier barrier;

    AtOnce(int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
        this.barrier = new CyclicBarrier(threads);
    }

    /** One task per thread; the answers in their order. */
    <T> List<T> run(List<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(threads.submit(() -> {
                meet();
                return task.call();
            }));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> future : futures) {
            answers.add(future.get(SECONDS, TimeUnit.SECONDS));
        }
        return answers;
    }

    /** Waits, inside a task, until all tasks have come here. */
    void meet() {
        try {
            barrier.await(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the others did not come", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
