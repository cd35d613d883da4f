package dev.failfast.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What the driver says of a table, so that it reads the same for both databases. */
final class Columns {
    private Columns() {}

    /** Type, size, nullability and whether it is in the primary key, by the name of the column. */
    static Map<String, String> of(DataSource dataSource, String table) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData database = connection.getMetaData();
            String stored = stored(database, table);
            var columns = new TreeMap<String, String>();
            try (ResultSet column = database.getColumns(null, connection.getSchema(), stored, null)) {
                while (column.next()) {
                    String type = column.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
                    String size = type.startsWith("timestamp")
                            ? column.getString("DECIMAL_DIGITS")
                            : column.getString("COLUMN_SIZE");
                    boolean nullable = column.getInt("NULLABLE") == DatabaseMetaData.columnNullable;
                    columns.put(
                            column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                            type + "(" + size + ")" + (nullable ? "" : " not null"));
                }
            }
            try (ResultSet key = database.getPrimaryKeys(null, connection.getSchema(), stored)) {
                while (key.next()) {
                    columns.merge(
                            key.getString("COLUMN_NAME").toLowerCase(Locale.ROOT), " primary key", String::concat);
                }
            }
            return columns;
        }
    }

    /** The comments on a table, under its own name, and on its columns. */
    static Map<String, String> comments(DataSource dataSource, String table) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData database = connection.getMetaData();
            String stored = stored(database, table);
            var comments = new TreeMap<String, String>();
            try (ResultSet tables = database.getTables(null, connection.getSchema(), stored, null)) {
                while (tables.next()) {
                    comments.put(table, String.valueOf(tables.getString("REMARKS")));
                }
            }
            try (ResultSet column = database.getColumns(null, connection.getSchema(), stored, null)) {
                while (column.next()) {
                    comments.put(
                            column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                            String.valueOf(column.getString("REMARKS")));
                }
            }
            return comments;
        }
    }

    private static String stored(DatabaseMetaData database, String table) throws SQLException {
        return database.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
    }
}
