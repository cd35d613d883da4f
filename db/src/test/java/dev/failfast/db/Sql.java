package dev.failfast.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Statements as an operator types them: each on a connection of its own, with auto-commit. */
record Sql(DataSource dataSource) {

    void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            run(connection, sql);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row as one text, columns separated by a bar. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return rows(connection, query);
        }
    }

    static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                var row = new StringBuilder().append(result.getString(1));
                for (int i = 2; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append('|').append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    /** How many rows of broken_services meet the condition. */
    int count(String condition) throws SQLException {
        return Integer.parseInt(
                rows("SELECT COUNT(*) FROM broken_services WHERE " + condition).get(0));
    }
}
