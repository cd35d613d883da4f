package dev.failfast.model;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whose turn it is. One thread runs at a time and says who is next. */
final class Baton {
    private final Thread[] threads;
    private volatile int turn;

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

    void await(int me) {
        while (turn != me) {
            LockSupport.park(this);
        }
    }

    /** False if the turn does not come back: the thread that has it is blocked by something else. */
    boolean await(int me, long seconds) {
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

    /** For a message about who is blocked. */
    Thread current() {
        return threads[turn];
    }
}
