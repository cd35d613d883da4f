package dev.failfast.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has opened, to be closed in the opposite order. */
final class AutoCloseables {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T closeable) {
        open.push(closeable);
        return closeable;
    }

    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
