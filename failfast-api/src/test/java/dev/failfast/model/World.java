package dev.failfast.model;

import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the model is compared with: one empty table, the clock of its database, and an operator who knows only SQL. */
public interface World extends AutoCloseable {

    /** One more host: a store of its own on the shared table. */
    Store newHost();

    /** The clock of the shared table. It may go on between two calls; the model allows for that. */
    Instant now();

    /** Lets time pass. */
    void elapse(Duration duration);

    /** Before each step. A clock that stands still has to move here, or two writes could make one fence. */
    default void nextStep() {}

    /**
     * {@code INSERT INTO broken_services(name, until)}; nothing happens if there is a row.
     *
     * @param left from now on; null: until further notice
     */
    void insert(String name, @Nullable Duration left);

    /**
     * {@code UPDATE broken_services SET until = ... WHERE name = ...}.
     *
     * @param left from now on, also zero or negative; null: until further notice
     */
    void update(String name, @Nullable Duration left);

    /** {@code DELETE FROM broken_services WHERE name = ...}. */
    void delete(String name);

    @Override
    void close();
}
