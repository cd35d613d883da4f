package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** A caller in a transaction of Spring's, and a store on one of the data sources that such an application has. */
class SpringTransactionsTest {
    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();

    /** What Spring's transaction manager is on, and what the store is given. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions are
    enum Wiring {
        THE_POOL(pool -> pool, managed -> managed),
        TRANSACTION_AWARE(pool -> pool, TransactionAwareDataSourceProxy::new),
        LAZY(LazyConnectionDataSourceProxy::new, managed -> managed),
        TRANSACTION_AWARE_OVER_LAZY(LazyConnectionDataSourceProxy::new, TransactionAwareDataSourceProxy::new),
        LAZY_OVER_TRANSACTION_AWARE(
                pool -> pool,
                managed -> new LazyConnectionDataSourceProxy(new TransactionAwareDataSourceProxy(managed))),
        TWO_TRANSACTION_AWARE(
                pool -> pool,
                managed -> new TransactionAwareDataSourceProxy(
                        new DelegatingDataSource(new TransactionAwareDataSourceProxy(managed)))),
        TRANSACTION_AWARE_IN_AN_HONEST_PROXY(
                pool -> pool, managed -> HidingProxy.honest(new TransactionAwareDataSourceProxy(managed))),
        TRANSACTION_AWARE_DEEP_IN_AN_HONEST_PROXY(
                pool -> pool,
                managed -> new DelegatingDataSource(HidingProxy.honest(
                        new LazyConnectionDataSourceProxy(new TransactionAwareDataSourceProxy(managed)))));

        final UnaryOperator<DataSource> managed;
        final UnaryOperator<DataSource> given;

        Wiring(UnaryOperator<DataSource> managed, UnaryOperator<DataSource> given) {
            this.managed = managed;
            this.given = given;
        }
    }

    static Stream<Arguments> databasesAndWirings() {
        return Stream.of(TestDatabase.H2, TestDatabase.POSTGRES_NEWEST)
                .flatMap(kind -> Stream.of(Wiring.values()).map(wiring -> Arguments.of(kind, wiring)));
    }

    private record Application(
            Database database,
            JdbcTemplate jdbc,
            DataSourceTransactionManager manager,
            Breaker breaker,
            Breaker otherHost) {

        TransactionTemplate transaction() {
            return new TransactionTemplate(manager);
        }

        List<String> orders() {
            try {
                return database.orders();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Application application(
            TestDatabase kind, UnaryOperator<DataSource> managed, UnaryOperator<DataSource> given) throws SQLException {
        Database database = Database.shared(kind);
        database.createOrders();
        DataSource application = managed.apply(open.add(database.pool(options -> options.setMaximumPoolSize(3))));
        JdbcStore store = open.add(JdbcStore.builder(given.apply(application))
                .timeout(Database.PATIENT)
                .build());
        JdbcStore otherStore = open.add(database.host().build());
        return new Application(
                database,
                new JdbcTemplate(application),
                new DataSourceTransactionManager(application),
                Breaker.named(name).store(store).build(),
                Breaker.named(name).store(otherStore).build());
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private static void fail() {
        throw new IllegalStateException("failure");
    }

    @ParameterizedTest
    @MethodSource("databasesAndWirings")
    void aTripSurvivesTheRollbackAndTheCallersWorkIsTheCallers(TestDatabase kind, Wiring wiring) throws Exception {
        Application application = application(kind, wiring.managed, wiring.given);
        application.transaction().executeWithoutResult(status -> {
            application.jdbc().update("INSERT INTO orders VALUES (1)");
            assertThat(catchThrowable(() -> application.breaker().run(SpringTransactionsTest::fail)))
                    .hasMessage("failure");
            assertThat(application.otherHost().isOpen()).isTrue();
            assertThat(application.orders()).as("committed by the trip").isEmpty();
            status.setRollbackOnly();
        });
        assertThat(application.otherHost().isOpen()).isTrue();
        assertThat(application.orders()).isEmpty();

        application.transaction().executeWithoutResult(status -> {
            application.jdbc().update("INSERT INTO orders VALUES (2)");
            assertThat(application.breaker().isOpen()).isTrue();
            application.breaker().reset();
            application.jdbc().update("INSERT INTO orders VALUES (3)");
            assertThat(application.otherHost().isOpen()).isFalse();
            assertThat(application.orders()).isEmpty();
        });
        assertThat(application.orders()).containsExactly("2", "3");
    }

    @ParameterizedTest
    @EnumSource
    void aTripInAReadOnlyTransaction(Wiring wiring) throws Exception {
        Application application = application(TestDatabase.POSTGRES_NEWEST, wiring.managed, wiring.given);
        application.manager().setEnforceReadOnly(true);
        TransactionTemplate readOnly = application.transaction();
        readOnly.setReadOnly(true);
        readOnly.executeWithoutResult(status -> {
            assertThat(application.jdbc().queryForObject("SHOW transaction_read_only", String.class))
                    .isEqualTo("on");
            assertThat(catchThrowable(() -> application.breaker().run(SpringTransactionsTest::fail)))
                    .hasMessage("failure");
            assertThat(application.otherHost().isOpen()).isTrue();
            assertThat(catchThrowable(() -> application.jdbc().update("INSERT INTO orders VALUES (1)")))
                    .as("a write of the caller's")
                    .isNotNull();
        });
        assertThat(application.otherHost().isOpen()).isTrue();
        assertThat(application.orders()).isEmpty();
    }

    /** It cannot be unwrapped, but a transaction that is under way can be seen. */
    @Test
    void aProxyThatTellsNothingCostsTheCallerNothingEither() throws Exception {
        Application application = application(
                TestDatabase.POSTGRES_NEWEST,
                pool -> pool,
                managed -> HidingProxy.silent(new TransactionAwareDataSourceProxy(managed)));
        String log = Logged.by(() -> application.transaction().executeWithoutResult(status -> {
            application.jdbc().update("INSERT INTO orders VALUES (1)");
            assertThat(catchThrowable(() -> application.breaker().run(SpringTransactionsTest::fail)))
                    .hasMessage("failure");
            assertThat(application.breaker().isOpen()).isTrue();
            // By a thread that is in no transaction, and so with a connection of its own.
            await().untilAsserted(() -> {
                application.breaker().isOpen();
                assertThat(application.database().row(name)).isNotEmpty();
            });
            application.jdbc().update("INSERT INTO orders VALUES (2)");
            assertThat(application.orders()).as("committed by the store").isEmpty();
            status.setRollbackOnly();
        }));
        assertThat(log).containsOnlyOnce("lends connections in the middle of a transaction");
        assertThat(application.orders()).isEmpty();
        assertThat(application.database().row(name)).isNotEmpty();
    }

    @Test
    void whatHasOnlyTheCallersConnectionIsRefused() throws Exception {
        Connection connection =
                open.add(Database.shared(TestDatabase.H2).dataSource().getConnection());
        DataSource single = new SingleConnectionDataSource(connection, true);
        for (DataSource dataSource :
                new DataSource[] {single, new LazyConnectionDataSourceProxy(single), HidingProxy.honest(single)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JdbcStore.of(dataSource))
                    .withMessageStartingWith("a SingleConnectionDataSource has only the caller's own connection");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.of(new TransactionAwareDataSourceProxy()))
                .withMessageEndingWith("give the store the data source behind it");
    }
}
