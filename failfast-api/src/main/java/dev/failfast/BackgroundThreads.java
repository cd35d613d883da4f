package dev.failfast;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What stores do behind the scenes: snapshots, trials, and telling what they missed. Daemon threads, gone when idle;
 * nothing waits for one, so a store that hangs keeps only those it has. Not the threads of {@link StoreWrites}, which
 * complete futures.
 */
final class BackgroundThreads {
    /** A store needs one or two at a time, and one for each service that has to be told of after contention. */
    private static final int MOST = 64;

    static final Executor EXECUTOR =
            new ThreadPoolExecutor(0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "failfast-background");
                thread.setDaemon(true);
                return thread;
            });

    private BackgroundThreads() {}
}
