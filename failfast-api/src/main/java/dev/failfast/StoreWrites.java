package dev.failfast;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The default executor for store writes of asynchronous calls: two daemon threads for the whole process, gone when
 * idle. Not the common pool, whose threads the application may have blocked with waiting for the very futures that
 * these writes complete. Queued are only trips and results of probes, so the queue is no longer than calls are in
 * flight.
 */
final class StoreWrites {
    static final Executor EXECUTOR = create();

    private StoreWrites() {}

    private static Executor create() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "failfast-store-writes");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
