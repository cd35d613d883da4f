package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.db.testing.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class PoolWaitTest {
    private final String name = Database.newName();
    private final AutoCloseables open = new AutoCloseables();

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    /** A pool with its time-out set, and not started. */
    private DataSource pool(ApplicationPool kind, int millis) throws SQLException {
        switch (kind) {
            case HIKARI -> {
                HikariDataSource pool = open.add(new HikariDataSource());
                pool.setConnectionTimeout(millis);
                return pool;
            }
            case AGROAL -> {
                return open.add(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(1)
                                .acquisitionTimeout(Duration.ofMillis(millis))
                                .connectionFactoryConfiguration(factory -> factory.jdbcUrl("jdbc:h2:mem:")))));
            }
            case TOMCAT -> {
                var pool = new org.apache.tomcat.jdbc.pool.DataSource();
                pool.setMaxWait(millis);
                return pool;
            }
            case C3P0 -> {
                ComboPooledDataSource pool = new ComboPooledDataSource();
                open.add(pool);
                pool.setCheckoutTimeout(millis);
                return pool;
            }
            default -> {
                BasicDataSource pool = open.add(new BasicDataSource());
                pool.setMaxWait(Duration.ofMillis(millis));
                return pool;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HIKARI, 12345, HikariCP's connectionTimeout is 12345 ms",
        "HIKARI, 0, HikariCP's connectionTimeout is 2147483647 ms",
        "AGROAL, 12345, Agroal's acquisitionTimeout is 12345 ms",
        "AGROAL, 0, Agroal's acquisitionTimeout is without limit",
        "TOMCAT, 12345, Tomcat's maxWait is 12345 ms",
        "TOMCAT, 0, Tomcat's maxWait is without limit",
        "TOMCAT, -1, Tomcat's maxWait is without limit",
        "C3P0, 12345, c3p0's checkoutTimeout is 12345 ms",
        "C3P0, 0, c3p0's checkoutTimeout is without limit",
        "DBCP, 12345, DBCP's maxWait is 12345 ms",
        "DBCP, 0, DBCP's maxWait is 0 ms",
        "DBCP, -1, DBCP's maxWait is without limit"
    })
    void isWhatThePoolSaysAlsoBehindSpringsProxies(ApplicationPool kind, int millis, String said) throws Exception {
        DataSource pool = pool(kind, millis);
        assertThat(PoolWait.of(pool)).hasToString(said);
        assertThat(PoolWait.of(new DelegatingDataSource(new DelegatingDataSource(pool))))
                .hasToString(said);
    }

    @Test
    void isFoundInWhateverSaysThatItWrapsThePool() throws Exception {
        DataSource pool = pool(ApplicationPool.HIKARI, 12_345);
        assertThat(PoolWait.of(HidingProxy.honest(new DelegatingDataSource(HidingProxy.honest(pool)))))
                .hasToString("HikariCP's connectionTimeout is 12345 ms");
        assertThat(PoolWait.of(HidingProxy.silent(pool))).isNull();
        assertThat(PoolWait.of(Database.shared(TestDatabase.H2).dataSource())).isNull();
    }

    @Test
    void isLongIfItIsMoreThanTwiceTheStoresTimeoutAndASecond() {
        Duration timeout = Duration.ofMillis(250);
        assertThat(new PoolWait("setting", Duration.ofMillis(1_500)).isLongFor(timeout))
                .isFalse();
        assertThat(new PoolWait("setting", Duration.ofMillis(1_501)).isLongFor(timeout))
                .isTrue();
        assertThat(new PoolWait("setting", null).isLongFor(timeout)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"30000, 1", "7001, 1", "7000, 0", "250, 0"})
    void isToldOnceIfItIsLong(int millis, int times) throws Exception {
        HikariDataSource pool =
                open.add(Database.shared(TestDatabase.H2).pool(options -> options.setConnectionTimeout(millis)));
        String log = Logged.by(() -> {
            JdbcStore store = open.add(
                    JdbcStore.builder(pool).timeout(Duration.ofSeconds(3)).build());
            assertThat(store.read(name)).isNull();
            assertThat(store.read(name)).isNull();
        });
        assertThat(log.lines())
                .hasSize(times)
                .allSatisfy(line -> assertThat(line)
                        .endsWith("WARN dev.failfast.jdbc.JdbcStore - HikariCP's connectionTimeout is " + millis
                                + " ms: a call waits that long when no connection of the pool is free;"
                                + " give the store a pool of its own (JdbcStore.withOwnPool), or lower that setting"));
    }
}
