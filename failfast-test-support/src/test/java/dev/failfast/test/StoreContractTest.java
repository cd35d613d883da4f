package dev.failfast.test;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.OutageStore;
import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import dev.failfast.jdbc.JdbcStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract on every store there is, and on the databases in all the ways a pool may be configured. */
class StoreContractTest {

    @Nested
    class InProcess extends StoreContract {
        private final TestClock clock = new TestClock();
        private final Store store = Store.inProcess(clock);

        @Override
        protected Store openHost() {
            return store;
        }

        @Override
        protected void elapse(Duration duration) {
            clock.elapse(duration);
        }
    }

    @Nested
    class InProcessSurvivingOutages extends StoreContract {
        private final TestClock clock = new TestClock();
        private final Store store = Store.inProcess(clock);

        @Override
        protected Store openHost() {
            return new OutageStore(store);
        }

        @Override
        protected void elapse(Duration duration) {
            clock.elapse(duration);
        }
    }

    @Nested
    class H2 extends OnDatabase {
        H2() {
            super(TestDatabase.H2, "TRANSACTION_READ_COMMITTED", true);
        }
    }

    @Nested
    class H2RepeatableRead extends OnDatabase {
        H2RepeatableRead() {
            super(TestDatabase.H2, "TRANSACTION_REPEATABLE_READ", true);
        }
    }

    @Nested
    class H2SerializableWithoutAutoCommit extends OnDatabase {
        H2SerializableWithoutAutoCommit() {
            super(TestDatabase.H2, "TRANSACTION_SERIALIZABLE", false);
        }
    }

    @Nested
    class PostgresNewest extends OnDatabase {
        PostgresNewest() {
            super(TestDatabase.POSTGRES_NEWEST, "TRANSACTION_READ_COMMITTED", true);
        }
    }

    @Nested
    class PostgresNewestRepeatableRead extends OnDatabase {
        PostgresNewestRepeatableRead() {
            super(TestDatabase.POSTGRES_NEWEST, "TRANSACTION_REPEATABLE_READ", true);
        }
    }

    @Nested
    class PostgresNewestSerializableWithoutAutoCommit extends OnDatabase {
        PostgresNewestSerializableWithoutAutoCommit() {
            super(TestDatabase.POSTGRES_NEWEST, "TRANSACTION_SERIALIZABLE", false);
        }
    }

    @Nested
    class PostgresOldest extends OnDatabase {
        PostgresOldest() {
            super(TestDatabase.POSTGRES_OLDEST, "TRANSACTION_READ_COMMITTED", true);
        }
    }

    @Nested
    class PostgresOldestSerializableWithoutAutoCommit extends OnDatabase {
        PostgresOldestSerializableWithoutAutoCommit() {
            super(TestDatabase.POSTGRES_OLDEST, "TRANSACTION_SERIALIZABLE", false);
        }
    }

    @Nested
    class PostgresOwnPool extends StoreContract {
        private final FreshDatabase database = empty(TestDatabase.POSTGRES_NEWEST);
        private final TimeMachine time = new TimeMachine(database.dataSource());

        @Override
        protected Store openHost() {
            return time.travel(JdbcStore.withOwnPool(database.url(), database.user(), database.password()));
        }

        @Override
        protected void elapse(Duration duration) {
            time.elapse(duration);
        }
    }

    /** On the pool of an application. */
    abstract static class OnDatabase extends StoreContract {
        private final HikariDataSource pool;
        private final TimeMachine time;

        OnDatabase(TestDatabase kind, String isolation, boolean autoCommit) {
            FreshDatabase database = empty(kind);
            HikariConfig config = new HikariConfig();
            config.setDataSource(database.dataSource());
            config.setTransactionIsolation(isolation);
            config.setAutoCommit(autoCommit);
            config.setMaximumPoolSize(16);
            config.setMinimumIdle(1);
            pool = new HikariDataSource(config);
            time = new TimeMachine(database.dataSource());
        }

        @Override
        protected Store openHost() {
            // Time enough for eight hosts at once on a machine that does something else too.
            return time.travel(
                    JdbcStore.builder(pool).timeout(Duration.ofSeconds(10)).build());
        }

        @Override
        protected void elapse(Duration duration) {
            time.elapse(duration);
        }

        @AfterEach
        void close() {
            pool.close();
        }
    }

    /** One for all tests, since to migrate takes longer than most of them. */
    private static final Map<TestDatabase, FreshDatabase> MIGRATED = new EnumMap<>(TestDatabase.class);

    private static FreshDatabase empty(TestDatabase kind) {
        FreshDatabase database = MIGRATED.computeIfAbsent(kind, key -> {
            FreshDatabase fresh = key.fresh();
            FailfastSchema.migrate(fresh.dataSource());
            return fresh;
        });
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM broken_services");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }
}
