package dev.failfast.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.db.testing.FaultyPostgres;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyPostgresTest {
    private final FaultyPostgres server = new FaultyPostgres(10);
    private final FreshDatabase database = server.freshDatabase();

    @AfterAll
    void isGoneWhenItIsClosedAlsoWhileItIsPaused() {
        server.pause();
        server.close();
        server.close();
        assertThatThrownBy(() -> database.dataSource().getConnection()).isInstanceOf(SQLException.class);
    }

    @Test
    void hangsUntilItIsResumed() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Connection other = database.dataSource().getConnection()) {
            server.pause();
            connection.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> Sql.run(connection, "SELECT 1")).isInstanceOf(SQLException.class);
            server.resume();
            Sql.run(other, "SELECT 1");
        }
    }

    @Test
    void diesAndStartsAgainWithTheSameData() throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            Sql.run(connection, "CREATE TABLE kept(id int)");
            server.kill();
            assertThatThrownBy(() -> Sql.run(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> database.dataSource().getConnection()).isInstanceOf(SQLException.class);

        server.restart();
        try (Connection connection = database.dataSource().getConnection()) {
            Sql.run(connection, "SELECT id FROM kept");
        }
    }

    @Test
    void takesNoMoreConnectionsThanItWasTold() throws Exception {
        List<Connection> open = new ArrayList<>();
        try {
            long before = server.logged("FATAL:");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            open.add(database.dataSource().getConnection());
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
            assertThat(server.logged("FATAL:")).isGreaterThan(before);
            database.dataSource(PostgresServer.SUPERUSER, "").getConnection().close();
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }
}
