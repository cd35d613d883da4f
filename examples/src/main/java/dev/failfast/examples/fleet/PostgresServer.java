package dev.failfast.examples.fleet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server from Maven artifacts. */
final class PostgresServer implements DatabaseServer {
    private final EmbeddedPostgres server;

    /** The command that started it. */
    private final List<String> command = new ArrayList<>();

    private ServerProcess process;

    private PostgresServer(EmbeddedPostgres server, ProcessHandle postmaster) {
        this.server = server;
        this.process = new ServerProcess(postmaster);
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U")); // for root, as whom it refuses to run
        }
        postmaster.info().command().ifPresent(command::add);
        postmaster.info().arguments().ifPresent(arguments -> command.addAll(List.of(arguments)));
    }

    static PostgresServer start() throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        return new PostgresServer(server, postmaster(server));
    }

    /** The parent of all others, of which each connection has one. */
    private static ProcessHandle postmaster(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            return ProcessHandle.of(pid.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow(() -> new DemoException("the processes of PostgreSQL cannot be found"));
        }
    }

    @Override
    public String description() {
        return "PostgreSQL server";
    }

    @Override
    public String url() {
        return server.getJdbcUrl(user(), "postgres");
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "postgres";
    }

    @Override
    public void begin(Outage outage) throws IOException, InterruptedException {
        if (outage == Outage.RESTART) {
            process.kill();
        } else {
            process.freeze();
        }
    }

    @Override
    public void end(Outage outage) throws IOException, InterruptedException {
        if (outage == Outage.RESTART) {
            process.close(); // its guard, that is
            process = new ServerProcess(new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .toHandle());
        } else {
            process.thaw();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        process.close();
    }
}
