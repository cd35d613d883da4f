package dev.failfast.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The statements of one kind of database, each complete in itself: one round trip and one transaction. Parameters are
 * in the same order for all: what is written first, then the name, then the fence. Times to come are parameters in
 * microseconds, added to the database's clock.
 *
 * @param isPrefixed whether each but {@code read} and {@code look} is preceded by a statement with a result of its own
 * @param read name
 * @param look name; until and now
 * @param list none
 * @param trip name, micros, instance, reason
 * @param claim micros, name; returns the new until
 * @param heal name, fence
 * @param reopen micros, instance, reason, name, fence
 * @param release micros, name, fence
 * @param force name, micros, instance, reason
 * @param forceUntilFurtherNotice name, instance, reason
 * @param reset name
 */
record Dialect(
        boolean isPrefixed,
        String read,
        String look,
        String list,
        String trip,
        String claim,
        String heal,
        String reopen,
        String release,
        String force,
        String forceUntilFurtherNotice,
        String reset) {

    static final String SUPPORTED = "PostgreSQL and H2";

    /**
     * Null for a database that is not supported.
     *
     * @param lockTimeoutMillis how long a statement may wait for a lock
     * @param isSet whether connections have that from the start
     */
    static @Nullable Dialect of(String product, TableName table, long lockTimeoutMillis, boolean isSet) {
        return switch (product) {
            case "PostgreSQL" -> PostgresSql.dialect(table, lockTimeoutMillis, isSet);
            case "H2" -> H2Sql.dialect(table);
            default -> null;
        };
    }
}
