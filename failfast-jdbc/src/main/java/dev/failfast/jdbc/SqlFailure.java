package dev.failfast.jdbc;

import dev.failfast.StoreException;
import java.sql.SQLException;
import java.util.Set;

/** What an exception of a driver means here. Its message is not passed on in ours: it may hold values or a URL. */
final class SqlFailure {
    static final String DUPLICATE_KEY = "23505";

    private static final Set<String> SERIALIZATION = Set.of("40001", "40P01");
    private static final Set<String> LOCK_TIMEOUT = Set.of("55P03", "HYT00");
    /** The borrowed connection is in the middle of a transaction of somebody else's, see {@link Connections}. */
    static final String OPEN_TRANSACTION = "25001";

    private static final String FAILED_TRANSACTION = "25P02";
    /** H2 loses races of transactions under a state of its own. */
    private static final int H2_CONCURRENT_UPDATE = 90131;

    private SqlFailure() {}

    static boolean isDuplicateKey(SQLException e) {
        return DUPLICATE_KEY.equals(e.getSQLState());
    }

    /** Says nothing about who was first; worth one more try. */
    static boolean isLostRace(SQLException e) {
        return SERIALIZATION.contains(state(e)) || e.getErrorCode() == H2_CONCURRENT_UPDATE;
    }

    /** A matter of this caller's connection: on another thread the same may work. */
    static boolean isOpenTransaction(SQLException e) {
        return OPEN_TRANSACTION.equals(state(e)) || FAILED_TRANSACTION.equals(state(e));
    }

    /** A read waits for no row, only for a lock on the table, which concerns every service. */
    static StoreException ofRead(String operation, TableName table, SQLException e) {
        return exception(operation, table, e, isLostRace(e) || isOpenTransaction(e));
    }

    static StoreException translate(String operation, TableName table, SQLException e) {
        return exception(
                operation,
                table,
                e,
                isLostRace(e) || isOpenTransaction(e) || isOfTheRow(e) || LOCK_TIMEOUT.contains(state(e)));
    }

    /** A table made by hand may not take this row, say for a name that is too long: no reason to give up on others. */
    private static boolean isOfTheRow(SQLException e) {
        return state(e).startsWith("22") || state(e).startsWith("23");
    }

    private static StoreException exception(String operation, TableName table, SQLException e, boolean contention) {
        return new StoreException(
                "cannot " + operation + ": " + hint(table, e) + " ("
                        + e.getClass().getSimpleName() + ", SQLState " + state(e) + ")",
                e,
                contention);
    }

    private static String hint(TableName table, SQLException e) {
        return switch (state(e)) {
            case "42P01", "42S02", "42S03", "42S04" ->
                "there is no table " + table + "; run FailfastSchema.migrate or the SQL in db/migration";
            case "42703", "42S22" ->
                "the table " + table + " lacks a column; run FailfastSchema.migrate or the SQL in db/migration";
            case OPEN_TRANSACTION ->
                "the data source gave a connection in the middle of a transaction, which is not the store's to commit;"
                        + " give it the pool behind, or one of its own";
            case "25006" ->
                "the database or the connection is read-only; the store needs the primary, and a pool that lets it write";
            case "42501", "90096" ->
                "the role lacks a right; grant SELECT, INSERT, UPDATE and DELETE on " + table + " to it";
            case "53300" -> "the database has no connection left";
            case "53100" -> "the database's disk is full";
            case "55P03", "HYT00" -> "another transaction holds the row or the table";
            case "40001", "40P01" -> "other transactions were in the way";
            default -> "the database did not do it";
        };
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "none" : e.getSQLState();
    }
}
