package dev.failfast.examples.shop.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.h2.tools.Server;
import org.slf4j.LoggerFactory;

/**
 * The database that the instances share.
 *
 * @param name for people
 * @param url by JDBC
 * @param user who connects
 * @param password of the user
 * @param server what ends with the launcher
 */
record Database(String name, String url, String user, String password, Closeable server) implements Closeable {

    static Database open(Options options) throws IOException, SQLException {
        return switch (options.db()) {
            case "h2" -> h2();
            case "postgresql" -> postgresql();
            default -> yours(options);
        };
    }

    /** A server in this process, with a database in memory; nobody else's machine gets in. */
    static Database h2() throws SQLException {
        // The database is made when somebody first connects.
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String name = UUID.randomUUID().toString();
        return new Database(
                "H2, in memory",
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + name + ";DB_CLOSE_DELAY=-1",
                "shop",
                name,
                server::stop);
    }

    /** A server from Maven artifacts, with its files in a folder that goes with it. */
    static Database postgresql() throws IOException {
        ((Logger) LoggerFactory.getLogger("io.zonky.test"))
                .setLevel(Level.WARN); // else it tells all that the server says
        EmbeddedPostgres server = EmbeddedPostgres.start();
        String superuser = "postgres";
        return new Database("PostgreSQL", server.getJdbcUrl(superuser, superuser), superuser, superuser, server);
    }

    private static Database yours(Options options) {
        if (!options.db().startsWith("jdbc:")) {
            throw new LaunchException("shop.db must be h2, postgresql or a JDBC URL");
        }
        return new Database("yours", options.db(), options.user(), options.password(), () -> {});
    }

    /** What Spring Boot reads. Not arguments: everybody on the machine can read those. */
    Map<String, String> environment() {
        return Map.of(
                "SPRING_DATASOURCE_URL", url,
                "SPRING_DATASOURCE_USERNAME", user,
                "SPRING_DATASOURCE_PASSWORD", password);
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
