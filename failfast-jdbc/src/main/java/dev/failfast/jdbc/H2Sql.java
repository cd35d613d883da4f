package dev.failfast.jdbc;

/** H2 2.3 and newer. It has no infinity; a far date says until further notice. */
final class H2Sql {
    private static final String NOW = "CURRENT_TIMESTAMP(6)";
    private static final String LATER = "DATEADD(MICROSECOND, ?, " + NOW + ")";
    private static final String COLUMNS = "(name, until, since, trips, tripped_by, reason)";
    private static final String FAR = "TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00'";

    private H2Sql() {}

    static Dialect dialect(TableName table) {
        String select = "SELECT name, until, since, trips, tripped_by, reason, " + NOW + " FROM " + table;
        String update = "UPDATE " + table + " SET until = " + LATER;
        String delete = "DELETE FROM " + table + " WHERE name = ?";
        String merge = "MERGE INTO " + table + " " + COLUMNS + " KEY (name)";
        String fenced = " WHERE name = ? AND until = ?";
        return new Dialect(
                false,
                select + " WHERE name = ?",
                "SELECT until, " + NOW + " FROM " + table + " WHERE name = ?",
                select + " ORDER BY name",
                "INSERT INTO " + table + " " + COLUMNS + " VALUES (?, " + LATER + ", " + NOW + ", 1, ?, ?)",
                "SELECT until FROM FINAL TABLE (" + update + " WHERE name = ? AND until <= " + NOW + ")",
                delete + " AND until = ?",
                update + ", trips = trips + 1, tripped_by = ?, reason = ?" + fenced,
                update + fenced,
                merge + " VALUES (?, " + LATER + ", " + NOW + ", 1, ?, ?)",
                merge + " VALUES (?, " + FAR + ", " + NOW + ", 1, ?, ?)",
                delete);
    }
}
