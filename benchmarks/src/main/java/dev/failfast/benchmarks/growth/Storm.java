package dev.failfast.benchmarks.growth;

import dev.failfast.Breaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Very many calls that have begun and fail in the same moment. */
final class Storm {
    private final Latencies latencies = new Latencies();
    private final CountDownLatch underWay;
    private final CountDownLatch strike = new CountDownLatch(1);
    private long struck;

    Storm(int threads) {
        underWay = new CountDownLatch(threads);
    }

    /** Spreads the threads over the hosts, and ends when each of them has its exception. */
    Latencies run(Fleet fleet, int threads, ExecutorService executor) throws InterruptedException, ExecutionException {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Breaker breaker = fleet.host(i % fleet.size());
            calls.add(executor.submit(() -> call(breaker)));
        }
        underWay.await();
        struck = System.nanoTime();
        strike.countDown();
        for (Future<?> call : calls) {
            call.get();
        }
        return latencies;
    }

    private Void call(Breaker breaker) throws Exception {
        try {
            breaker.call(() -> {
                underWay.countDown();
                strike.await();
                throw new IllegalStateException("the service fails");
            });
        } catch (IllegalStateException e) {
            latencies.add(System.nanoTime() - struck);
        }
        return null;
    }
}
