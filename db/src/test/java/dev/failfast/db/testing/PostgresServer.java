package dev.failfast.db.testing;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.sql.DataSource;

/**
 * A real PostgreSQL server on a free port of this machine, from Maven artifacts; it works without Docker, and as root.
 * Each version is started once per JVM, when it is first asked for (seconds), and stopped when the JVM ends.
 *
 * <p>What it writes is not safe from a power failure, which makes it quick; else it is configured as it comes. It
 * listens on the loopback address and lets everybody in, whatever the password. Safe for use by many threads.
 */
public final class PostgresServer {
    /** The role that owns the fresh databases; it may create roles, but is no superuser. */
    public static final String OWNER = "failfast_test";

    /** The superuser. */
    public static final String SUPERUSER = "postgres";

    private static final String PASSWORD = "not-checked";

    private final int port;
    private final Closeable process;
    private final int majorVersion;
    private final AtomicInteger databases = new AtomicInteger();

    PostgresServer(EmbeddedPostgres.Builder builder) {
        this(started(builder));
        execute("CREATE ROLE " + OWNER + " LOGIN CREATEROLE");
    }

    private PostgresServer(EmbeddedPostgres server) {
        this(server.getPort(), server);
    }

    private PostgresServer(int port, Closeable process) {
        this.port = port;
        this.process = process;
        this.majorVersion = Integer.parseInt(version().replaceFirst("\\D.*", ""));
    }

    private static EmbeddedPostgres started(EmbeddedPostgres.Builder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** One that another process has started with {@link #PostgresServer(EmbeddedPostgres.Builder)}, and will stop. */
    static PostgresServer running(int port) {
        return new PostgresServer(port, () -> {});
    }

    /** As all servers are configured, until something else is said. */
    static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver(DefaultPostgresBinaryResolver.INSTANCE)
                .setPGStartupWait(Duration.ofMinutes(2))
                .setLocaleConfig("locale", "C")
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("max_connections", "200");
    }

    /**
     * The newest version that the library is tested with, from the class path, or the {@link SharedPostgres} that there
     * is.
     *
     * @return the server, running
     */
    public static PostgresServer newest() {
        return Newest.SERVER;
    }

    /**
     * The oldest version that the library is tested with, from the jar that the system property
     * {@code failfast.postgres.oldest} names: both versions use the same resource name, so they cannot share a class
     * path.
     *
     * @return the server, running
     * @throws IllegalStateException if the system property is missing
     */
    public static PostgresServer oldest() {
        return Oldest.SERVER;
    }

    /**
     * One more server of the newest version, for those who measure. Stopped when the JVM ends. What it writes is not
     * safe from a power failure unless {@code fsync} and {@code synchronous_commit} are given as {@code on}.
     *
     * @param settings names and values, as in {@code postgresql.conf}
     * @return the server, running
     */
    public static PostgresServer start(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = builder();
        settings.forEach(builder::setServerConfig);
        return new PostgresServer(builder);
    }

    /**
     * The version of the server.
     *
     * @return 14 for 14.22
     */
    public int majorVersion() {
        return majorVersion;
    }

    /**
     * A new database, owned by {@link #OWNER}. Takes about 0.1 s.
     *
     * @return an empty database
     */
    public FreshDatabase freshDatabase() {
        String name = "fresh_" + ProcessHandle.current().pid() + "_" + databases.incrementAndGet();
        // Since 15 the default writes every page to the log as well, at twice the cost.
        execute("CREATE DATABASE " + name + " OWNER " + OWNER + (majorVersion < 15 ? "" : " STRATEGY FILE_COPY"));
        return new FreshDatabase(url(name), OWNER, PASSWORD);
    }

    /** Where it listens, on the loopback address. */
    int port() {
        return port;
    }

    void close() throws IOException {
        process.close();
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    private DataSource admin() {
        return new FreshDatabase(url("postgres"), SUPERUSER, PASSWORD).dataSource();
    }

    private void execute(String sql) {
        try (Connection connection = admin().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** All of it, as the server says it. */
    String version() {
        try (Connection connection = admin().getConnection();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SHOW server_version")) {
            version.next();
            return version.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // A holder each, so that a test that needs one version does not start both.
    private static final class Newest {
        static final PostgresServer SERVER =
                SharedPostgres.isGiven() ? running(SharedPostgres.port()) : new PostgresServer(builder());
    }

    private static final class Oldest {
        static final PostgresServer SERVER = new PostgresServer(builder().setPgBinaryResolver(Oldest::binaries));

        static InputStream binaries(String system, String machine) throws IOException {
            String jar = System.getProperty("failfast.postgres.oldest");
            if (jar == null) {
                throw new IllegalStateException("the system property failfast.postgres.oldest must name the jar that"
                        + " the execution copy-oldest-postgres copies");
            }
            String name = "postgres-" + system.toLowerCase(Locale.ROOT) + "-" + machine + ".txz";
            try (ZipFile zip = new ZipFile(jar)) {
                ZipEntry entry = zip.getEntry(name);
                if (entry == null) {
                    throw new IOException(jar + " has no " + name);
                }
                return new ByteArrayInputStream(zip.getInputStream(entry).readAllBytes());
            }
        }
    }
}
