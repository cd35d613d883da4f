package dev.failfast.examples.fleet;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Somebody with nothing but SQL: looks at the table all the time, and shows it when there is something to see. */
final class Operator implements AutoCloseable {
    private static final String ROW =
            "SELECT until, since, trips FROM broken_services WHERE name = '" + Scenario.SERVICE + "'";
    private static final List<String> COLUMNS = List.of("name", "state", "remaining", "trips", "tripped_by", "reason");
    private static final String STATUS = "SELECT " + String.join(", ", COLUMNS) + " FROM broken_services_status";
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d(\\.\\d)?");
    private static final long LOOK_EVERY = 50;
    private static final long SHOW_EVERY = 3_000;

    /** The row of the service at one moment. */
    record Row(String until, String since, int trips) {}

    private final DataSource dataSource;
    private final Timeline timeline;
    private final LongSupplier clock;
    private final Thread thread;
    private volatile boolean closed;

    // Guarded by this.
    private final Set<Row> seen = new HashSet<>();

    Operator(DataSource dataSource, Timeline timeline, LongSupplier clock) {
        this.dataSource = dataSource;
        this.timeline = timeline;
        this.clock = clock;
        this.thread = new Thread(this::look, "operator");
        // Whatever becomes of the database, nobody waits for the one who looks at it.
        thread.setDaemon(true);
        thread.start();
    }

    /** Every row there was, as far as anybody who looks that often can tell. */
    synchronized Set<Row> seen() {
        return Set.copyOf(seen);
    }

    private void look() {
        Row before = null;
        long shown = 0;
        while (!closed) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, 2_000);
                while (!closed) {
                    Row row = read(statement);
                    boolean changed = !Objects.equals(row, before);
                    if (changed || (row != null && clock.getAsLong() - shown >= SHOW_EVERY)) {
                        shown = clock.getAsLong();
                        timeline.at(shown, "sql", show(statement, changed));
                    }
                    before = row;
                    Thread.sleep(LOOK_EVERY);
                }
            } catch (SQLException e) {
                timeline.at(clock.getAsLong(), "sql", "the database does not answer");
                before = null;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private @Nullable Row read(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(ROW)) {
            if (!result.next()) {
                return null;
            }
            Row row = new Row(result.getString(1), result.getString(2), result.getInt(3));
            synchronized (this) {
                seen.add(row);
            }
            return row;
        }
    }

    private static String show(Statement statement, boolean withHeader) throws SQLException {
        List<List<String>> table = new ArrayList<>();
        if (withHeader) {
            table.add(COLUMNS);
        }
        try (ResultSet result = statement.executeQuery(STATUS)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (String column : COLUMNS) {
                    row.add(readable(column, result.getString(column)));
                }
                table.add(row);
            }
        }
        StringBuilder text = new StringBuilder(withHeader ? STATUS : "");
        for (List<String> row : table) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(String.format("%-10s %-9s %-10s %-5s %-10s %s", row.toArray()));
        }
        return table.size() == (withHeader ? 1 : 0) ? text + "\n(no rows)" : text.toString();
    }

    /** Each database has its own way to write an interval, and neither fits the line. */
    private static String readable(String column, @Nullable String value) {
        if (value == null) {
            return "";
        }
        Matcher time = TIME.matcher(value);
        return column.equals("remaining") && time.find() ? time.group() : value;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
