package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.db.testing.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.api.transaction.TransactionAware;
import io.agroal.api.transaction.TransactionIntegration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A data source that takes part in the transactions of the application server, as Agroal does in Quarkus: each
 * connection that the caller's thread borrows is the one of its transaction. It is no pool for the store, and must not
 * come to harm by it.
 */
class JtaTransactionTest {
    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();
    private final Events events = new Events();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    /** The transaction of one thread. */
    private static final class Transaction implements TransactionIntegration {
        private final Thread thread = Thread.currentThread();
        private boolean active;
        private @Nullable TransactionAware connection;

        void begin() {
            active = true;
        }

        void rollback() throws Exception {
            TransactionAware ended = Objects.requireNonNull(connection);
            ended.transactionRollback();
            connection = null;
            ended.transactionEnd();
            active = false;
        }

        private boolean isHere() {
            return active && Thread.currentThread() == thread;
        }

        @Override
        @SuppressWarnings("NullAway") // null says that there is none
        public TransactionAware getTransactionAware() {
            return isHere() ? connection : null;
        }

        @Override
        public void associate(TransactionAware borrowed, @Nullable XAResource resource) throws SQLException {
            if (isHere() && connection == null) {
                connection = borrowed;
                borrowed.transactionCheckCallback(this::isHere);
                borrowed.transactionStart();
            }
        }

        /** Whether the connection goes back to the pool. */
        @Override
        public boolean disassociate(TransactionAware borrowed) {
            return borrowed != connection;
        }

        @Override
        public void addResourceRecoveryFactory(ResourceRecoveryFactory factory) {}

        @Override
        public void removeResourceRecoveryFactory(ResourceRecoveryFactory factory) {}
    }

    @ParameterizedTest
    @CsvSource({"H2, false", "POSTGRES_NEWEST, true", "POSTGRES_NEWEST, false"})
    void isNotCommittedAndATripInItReachesTheTable(TestDatabase kind, boolean callerHasBegun) throws Exception {
        Database database = Database.shared(kind);
        database.createOrders();
        Transaction transaction = new Transaction();
        AgroalDataSource pool = open.add(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(options -> options.maxSize(2)
                        .transactionIntegration(transaction)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(
                                        database.fresh().url())
                                .principal(new NamePrincipal(database.fresh().user()))
                                .credential(new SimplePassword(database.fresh().password()))))));
        JdbcStore store = open.add(JdbcStore.builder(pool)
                .timeout(Database.PATIENT)
                .listener(events)
                .build());
        Breaker breaker = Breaker.named(name).store(store).build();

        transaction.begin();
        String insert = "INSERT INTO orders VALUES (1)";
        if (callerHasBegun) {
            run(pool, insert);
        }
        assertThat(catchThrowable(() -> breaker.run(() -> {
                    throw new IllegalStateException("failure");
                })))
                .hasMessage("failure");
        assertThat(breaker.isOpen()).isTrue();
        run(pool, insert);
        await().untilAsserted(() -> {
            breaker.isOpen();
            assertThat(database.row(name)).isNotEmpty();
        });
        run(pool, insert);
        assertThat(database.orders()).as("committed by the store").isEmpty();
        transaction.rollback();

        assertThat(database.orders()).isEmpty();
        assertThat(database.row(name)).isNotEmpty();
        assertThat(events.list()).as("outages").isEmpty();
    }

    private static void run(AgroalDataSource pool, String sql) throws Exception {
        try (Connection connection = pool.getConnection()) {
            Database.run(connection, sql);
        }
    }
}
