package dev.failfast.benchmarks.growth;

import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A database on a PostgreSQL that writes to its disk, has room for 500 hosts with a connection each, and counts; and
 * what an administrator of it sees and does.
 */
final class Server implements AutoCloseable {
    private static final Path PROCESSES = Path.of("/proc");

    private final FreshDatabase database;
    private final Connection administrator;
    private final long postmaster;

    private Server(FreshDatabase database) throws SQLException, IOException {
        this.database = database;
        this.administrator =
                database.dataSource(PostgresServer.SUPERUSER, "not checked").getConnection();
        run("CREATE EXTENSION pg_stat_statements");
        run("CREATE EXTENSION pgstattuple");
        this.postmaster = parent(number("SELECT pg_backend_pid()"));
    }

    /** The first call starts the server. */
    static Server freshDatabase() throws SQLException, IOException {
        FreshDatabase database = Holder.POSTGRES.freshDatabase();
        FailfastSchema.migrate(database.dataSource());
        return new Server(database);
    }

    private static final class Holder {
        static final PostgresServer POSTGRES = PostgresServer.start(Map.of(
                "fsync", "on",
                "synchronous_commit", "on",
                "full_page_writes", "on",
                "max_connections", "800",
                "shared_preload_libraries", "pg_stat_statements"));
    }

    FreshDatabase database() {
        return database;
    }

    void run(String sql) throws SQLException {
        try (Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String query) throws SQLException {
        return (long) decimal(query);
    }

    double decimal(String query) throws SQLException {
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getDouble(1);
        }
    }

    /** How many statements on our table it has executed, of those whose text has a part. Exact at any moment. */
    long statements(String part) throws SQLException {
        return number("SELECT coalesce(sum(calls), 0)" + ofOurTable(part));
    }

    /** How long it took for one of them, in milliseconds. */
    double meanMillis(String part) throws SQLException {
        return decimal("SELECT coalesce(sum(total_exec_time) / nullif(sum(calls), 0), 0)" + ofOurTable(part));
    }

    private static String ofOurTable(String part) {
        return " FROM pg_stat_statements JOIN pg_database ON oid = dbid WHERE datname = current_database()"
                + " AND query LIKE '%broken_services%' AND query LIKE '%" + part + "%'";
    }

    void forgetStatements() throws SQLException {
        run("SELECT pg_stat_statements_reset()");
    }

    /** Rows that are no more, but still in the table's file. */
    long deadRows() throws SQLException {
        return number("SELECT dead_tuple_count FROM pgstattuple('broken_services')");
    }

    /** How long all processes of the server have been on a core. */
    double cpuSeconds() throws IOException {
        double nanos = 0;
        for (Path process : processes()) {
            try {
                if (postmaster == Long.parseLong(process.getFileName().toString()) || parent(process) == postmaster) {
                    nanos += Double.parseDouble(
                            Files.readString(process.resolve("schedstat")).split(" ", 2)[0]);
                }
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return nanos / 1e9;
    }

    private static List<Path> processes() throws IOException {
        try (Stream<Path> all = Files.list(PROCESSES)) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList();
        }
    }

    private static long parent(long process) throws IOException {
        return parent(PROCESSES.resolve(Long.toString(process)));
    }

    private static long parent(Path process) throws IOException {
        // "1234 (postgres) S 1200 ..."; a name can have blanks and brackets.
        String stat = Files.readString(process.resolve("stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3)[1]);
    }

    @Override
    public void close() throws SQLException {
        administrator.close();
    }
}
