package dev.failfast.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A tiny pool that only the store uses, so that it never waits for the application, nor the application for it. */
final class OwnPool {
    /** Connections are held for the time of one indexed look-up, so few go far. */
    static final int DEFAULT_SIZE = 2;

    /** HikariCP's own floor for both of its time-outs. */
    static final long FLOOR_MILLIS = 250;

    private OwnPool() {}

    static HikariDataSource open(
            String url, @Nullable String user, @Nullable String password, int size, int timeoutMillis) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("failfast");
        config.setDataSource(new DriverDataSource(url, properties(url, user, password, timeoutMillis)));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(atLeastFloor(timeoutMillis));
        config.setValidationTimeout(FLOOR_MILLIS);
        // A database that is down is no reason not to start.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** The server gives up before the client does. */
    static long lockTimeout(int timeoutMillis) {
        return Math.max(1, timeoutMillis * 4L / 5);
    }

    /** Whether connections have it from the start: the URL's own options take the place of ours. */
    static boolean setsLockTimeout(String url) {
        return !url.contains("options=");
    }

    private static long atLeastFloor(int timeoutMillis) {
        return Math.max(FLOOR_MILLIS, timeoutMillis);
    }

    private static Properties properties(
            String url, @Nullable String user, @Nullable String password, int timeoutMillis) {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        long lockTimeout = lockTimeout(timeoutMillis);
        if (url.startsWith("jdbc:postgresql:")) {
            // Defaults: what the URL says of these wins.
            properties.setProperty("ApplicationName", "failfast");
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("loginTimeout", "5");
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("options", "-c lock_timeout=" + lockTimeout);
        } else if (url.startsWith("jdbc:h2:")) {
            setUnlessInUrl(properties, url, "LOCK_TIMEOUT", lockTimeout);
            // Its connections ignore setNetworkTimeout. This one is for opening them too, hence the floor.
            setUnlessInUrl(properties, url, "NETWORK_TIMEOUT", atLeastFloor(timeoutMillis));
        }
        return properties;
    }

    /** H2 refuses to be told twice. */
    private static void setUnlessInUrl(Properties properties, String url, String setting, long value) {
        if (!url.toUpperCase(Locale.ROOT).contains(';' + setting + '=')) {
            properties.setProperty(setting, Long.toString(value));
        }
    }

    /**
     * HikariCP given a URL sets {@link DriverManager#setLoginTimeout} for the whole JVM; given a data source it does
     * not.
     */
    private record DriverDataSource(Driver driver, String url, Properties properties) implements DataSource {

        DriverDataSource(String url, Properties properties) {
            this(driver(url), url, properties);
        }

        private static Driver driver(String url) {
            try {
                return DriverManager.getDriver(url);
            } catch (SQLException e) {
                String kind = url.replaceFirst("^(jdbc:[a-z0-9]+).*$", "$1");
                throw new IllegalArgumentException(
                        "no JDBC driver on the class path takes "
                                + (kind.equals(url) ? "this URL" : kind)
                                + "; add the driver of your database",
                        e);
            }
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = driver.connect(url, properties);
            if (connection == null) {
                throw new SQLException("the driver refused its own URL", "08001");
            }
            return connection;
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        /** How many seconds HikariCP, when it is closed, waits for a connection that it is just opening. */
        @Override
        public int getLoginTimeout() {
            return 1;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("not a wrapper");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }

        /** Not the record's own, which would show the password. */
        @Override
        public String toString() {
            return "failfast's own data source";
        }
    }
}
