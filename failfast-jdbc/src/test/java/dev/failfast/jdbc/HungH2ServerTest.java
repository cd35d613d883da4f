package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;

/**
 * Connections of H2 ignore their network time-out, so a server that hangs could keep a caller for as long as it does.
 */
class HungH2ServerTest {

    /** What the server calls, as SQL. */
    public static final class Hang {
        private static final CountDownLatch OVER = new CountDownLatch(1);

        private Hang() {}

        public static boolean hang() throws InterruptedException {
            return OVER.await(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void keepsNoCallerOfAPoolOfTheStoresOwn() throws Exception {
        System.setProperty("h2.bindAddress", "localhost");
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:hung";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ALIAS hang FOR \"" + Hang.class.getName() + ".hang\"");
            statement.execute("CREATE VIEW hung AS SELECT 'x' AS name, CURRENT_TIMESTAMP AS until,"
                    + " CURRENT_TIMESTAMP AS since, 1 AS trips, 'x' AS tripped_by, 'x' AS reason WHERE hang()");
            Events events = new Events();
            try (JdbcStore store = JdbcStore.builder(url, "sa", "")
                    .table("hung")
                    .listener(events)
                    .build()) {
                Breaker breaker = Breaker.named("x").store(store).build();
                assertThat(CompletableFuture.supplyAsync(() -> breaker.get(() -> "answer"))
                                .get(1, TimeUnit.MINUTES))
                        .isEqualTo("answer");
                assertThat(events.list()).singleElement().asString().contains("outage: cannot read x");
            }
        } finally {
            Hang.OVER.countDown();
            server.stop();
        }
    }
}
