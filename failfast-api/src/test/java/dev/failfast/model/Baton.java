package dev.failfast.model;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whose turn it is. One thread runs at a time and says who is next. */
final class Baton {
    private final Thread[] threads;
    private volatile int turn;
    private volatile boolean dropped;

    /** The creating thread is the last of them, and has the turn. */
    Baton(int workers) {
        threads = new Thread[workers + 1];
        threads[workers] = Thread.currentThread();
        turn = workers;
    }

    void enlist(int worker, Thread thread) {
        threads[worker] = thread;
    }

    void pass(int next) {
        turn = next;
        LockSupport.unpark(threads[next]);
    }

    /** False if there are no more turns. */
    boolean await(int me) {
        while (turn != me && !dropped) {
            LockSupport.park(this);
        }
        return !dropped;
    }

    /** False if the turn does not come back: the thread that has it is blocked by something else. */
    boolean awaitAtMost(int me, long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (turn != me) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /** All threads go home. */
    void drop() {
        dropped = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /** For a message about who is blocked. */
    Thread current() {
        return threads[turn];
    }
}
