package dev.failfast.jdbc;

/**
 * PostgreSQL 14 and newer.
 *
 * <p>{@code clock_timestamp()} and not {@code now()}: it does not stand still when a pool hands out a connection with a
 * transaction begun, and after a wait for a lock it gives the lease its full length.
 *
 * <p>Each write, and the list, sets {@code lock_timeout} for its own transaction: the server must give up before the
 * client does, or a forgotten transaction of an operator collects a waiting backend per attempt. On the application's
 * pool it is set twice: by a statement in front, in the same round trip and transaction, since a lock on the table is
 * waited for before a statement begins; and in the statement itself, since with {@code preferQueryMode=simple} the
 * driver sends the one in front as a round trip and transaction of its own. The read of one row, which every call
 * makes, is spared both: it waits for no row, and in an outage it is not what a locked table is asked with.
 */
final class PostgresSql {
    private static final String LATER = "clock_timestamp() + ? * interval '1 microsecond'";
    private static final String COLUMNS = "(name, until, since, trips, tripped_by, reason)";

    private PostgresSql() {}

    static Dialect dialect(TableName table, long lockTimeoutMillis, boolean isSet) {
        String timeout = "set_config('lock_timeout', '" + lockTimeoutMillis + "ms', true)";
        String prefix = isSet ? "" : "SELECT " + timeout + "; ";
        String bounded = prefix + "WITH bounded AS MATERIALIZED (SELECT " + timeout + ") ";
        String select = "SELECT name, until, since, trips, tripped_by, reason, clock_timestamp() FROM " + table;
        String insert = bounded + "INSERT INTO " + table + " AS b " + COLUMNS;
        String overwrite = " FROM bounded ON CONFLICT (name) DO UPDATE SET until = excluded.until,"
                + " since = excluded.since, trips = 1, tripped_by = excluded.tripped_by, reason = excluded.reason";
        String update = bounded + "UPDATE " + table + " SET until = " + LATER;
        String delete = bounded + "DELETE FROM " + table + " USING bounded WHERE name = ?";
        String fenced = " FROM bounded WHERE name = ? AND until = ?";
        return new Dialect(
                !isSet,
                select + " WHERE name = ?",
                "SELECT until, clock_timestamp() FROM " + table + " WHERE name = ?",
                prefix + select + " ORDER BY name",
                insert + " SELECT ?, " + LATER + ", clock_timestamp(), 1, ?, ? FROM bounded ON CONFLICT DO NOTHING",
                update + " FROM bounded WHERE name = ? AND until <= clock_timestamp() RETURNING until",
                delete + " AND until = ?",
                update + ", trips = trips + 1, tripped_by = ?, reason = ?" + fenced,
                update + fenced,
                insert + " SELECT ?, " + LATER + ", clock_timestamp(), 1, ?, ?" + overwrite,
                insert + " SELECT ?, timestamptz 'infinity', clock_timestamp(), 1, ?, ?" + overwrite,
                delete);
    }
}
