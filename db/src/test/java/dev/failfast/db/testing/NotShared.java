package dev.failfast.db.testing;

import org.opentest4j.TestAbortedException;

/** In a class of its own, for benchmarks use these databases without JUnit. */
final class NotShared {
    private NotShared() {}

    static RuntimeException exception() {
        return new TestAbortedException("only the newest PostgreSQL is shared");
    }
}
