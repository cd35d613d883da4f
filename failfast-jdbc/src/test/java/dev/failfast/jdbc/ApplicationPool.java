package dev.failfast.jdbc;

import com.mchange.v2.c3p0.AbstractConnectionCustomizer;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.db.testing.FreshDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** The pools that applications have, each configured as little as can be. */
enum ApplicationPool {
    HIKARI {
        @Override
        DataSource open(FreshDatabase database, Options options, AutoCloseables open) {
            HikariConfig config = new HikariConfig();
            config.setDataSource(database.dataSource());
            config.setMaximumPoolSize(options.size());
            config.setConnectionTimeout(WAIT.toMillis());
            config.setAutoCommit(options.autoCommit());
            config.setReadOnly(options.readOnly());
            config.setTransactionIsolation(Integer.toString(options.isolation()));
            return open.add(new HikariDataSource(config));
        }
    },
    AGROAL {
        @Override
        DataSource open(FreshDatabase database, Options options, AutoCloseables open) throws SQLException {
            return open.add(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(options.size())
                            .acquisitionTimeout(WAIT)
                            // Without it Agroal keeps connections that are broken, whoever broke them.
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionFactoryConfiguration(factory -> configure(factory, database, options)))));
        }

        private AgroalConnectionFactoryConfigurationSupplier configure(
                AgroalConnectionFactoryConfigurationSupplier factory, FreshDatabase database, Options options) {
            return factory.jdbcUrl(database.url())
                    .principal(new NamePrincipal(database.user()))
                    .credential(new SimplePassword(database.password()))
                    .autoCommit(options.autoCommit())
                    .readOnly(options.readOnly())
                    .jdbcTransactionIsolation(TransactionIsolation.fromLevel(options.isolation()));
        }
    },
    TOMCAT {
        @Override
        DataSource open(FreshDatabase database, Options options, AutoCloseables open) {
            PoolProperties properties = new PoolProperties();
            properties.setDataSource(database.dataSource());
            properties.setJmxEnabled(false);
            properties.setInitialSize(0);
            properties.setMinIdle(0);
            properties.setMaxActive(options.size());
            properties.setMaxIdle(options.size());
            properties.setMaxWait((int) WAIT.toMillis());
            properties.setDefaultAutoCommit(options.autoCommit());
            properties.setDefaultReadOnly(options.readOnly());
            properties.setDefaultTransactionIsolation(options.isolation());
            var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
            open.add(pool::close);
            return pool;
        }
    },
    C3P0 {
        @Override
        DataSource open(FreshDatabase database, Options options, AutoCloseables open) {
            // It has no setting for that.
            FreshDatabase configured = options.readOnly() ? with(database, "readOnly=true") : database;
            ComboPooledDataSource pool = new ComboPooledDataSource();
            open.add(pool);
            pool.setJdbcUrl(configured.url());
            pool.setUser(configured.user());
            pool.setPassword(configured.password());
            pool.setInitialPoolSize(0);
            pool.setMinPoolSize(0);
            pool.setMaxPoolSize(options.size());
            pool.setAcquireIncrement(1);
            pool.setCheckoutTimeout((int) WAIT.toMillis());
            pool.setConnectionCustomizerClassName(C3p0Customizer.class.getName());
            pool.setExtensions(Map.of("options", options));
            return pool;
        }
    },
    DBCP {
        @Override
        DataSource open(FreshDatabase database, Options options, AutoCloseables open) {
            BasicDataSource pool = open.add(new BasicDataSource());
            pool.setUrl(database.url());
            pool.setUsername(database.user());
            pool.setPassword(database.password());
            pool.setMaxTotal(options.size());
            pool.setMaxWait(WAIT);
            pool.setDefaultAutoCommit(options.autoCommit());
            pool.setDefaultReadOnly(options.readOnly());
            pool.setDefaultTransactionIsolation(options.isolation());
            return pool;
        }
    };

    private static final Duration WAIT = Duration.ofSeconds(20);

    /** What the connections of a pool are like. */
    record Options(int size, boolean autoCommit, int isolation, boolean readOnly) {
        static Options of(int size, boolean autoCommit) {
            return new Options(size, autoCommit, Connection.TRANSACTION_READ_COMMITTED, false);
        }
    }

    /** A pool, closed with the others. */
    abstract DataSource open(FreshDatabase database, Options options, AutoCloseables open) throws Exception;

    /** The same PostgreSQL database, with a parameter in its URL. */
    static FreshDatabase with(FreshDatabase database, String parameter) {
        String separator = database.url().contains("?") ? "&" : "?";
        return new FreshDatabase(database.url() + separator + parameter, database.user(), database.password());
    }

    /** What c3p0 has no settings for. */
    public static final class C3p0Customizer extends AbstractConnectionCustomizer {
        @Override
        public void onCheckOut(Connection connection, String pool) throws SQLException {
            Options options =
                    Objects.requireNonNull((Options) extensionsForToken(pool).get("options"));
            connection.setTransactionIsolation(options.isolation());
            connection.setAutoCommit(options.autoCommit());
        }
    }
}
