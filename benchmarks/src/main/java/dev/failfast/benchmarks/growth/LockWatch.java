package dev.failfast.benchmarks.growth;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks, about each half millisecond, at how many sessions of a database wait for a lock. */
final class LockWatch implements AutoCloseable {
    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private final Server server;
    private final Thread thread = new Thread(this::watch, "lock watch");
    private final AtomicBoolean done = new AtomicBoolean();
    private long most;
    private @Nullable SQLException failure;

    LockWatch(Server server) {
        this.server = server;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!done.get()) {
                most = Math.max(most, server.number(WAITING));
                LockSupport.parkNanos(500_000);
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    /** Ends, and says how many waited at once, at most. */
    long most() throws InterruptedException, SQLException {
        close();
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return most;
    }

    @Override
    public void close() {
        done.set(true);
    }
}
