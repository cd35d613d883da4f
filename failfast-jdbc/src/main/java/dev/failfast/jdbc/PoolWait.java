package dev.failfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How long a pool of the application lets a caller wait for a connection, by a setting of its own.
 *
 * @param setting what the pool calls it
 * @param longest null if there is no limit
 */
record PoolWait(String setting, @Nullable Duration longest) {
    private static final List<Pool> KNOWN = List.of(
            new Pool(
                    "com.zaxxer.hikari.HikariDataSource",
                    "HikariCP's connectionTimeout",
                    true,
                    List.of("getConnectionTimeout")),
            new Pool("org.apache.tomcat.jdbc.pool.DataSourceProxy", "Tomcat's maxWait", true, List.of("getMaxWait")),
            new Pool(
                    "org.apache.commons.dbcp2.BasicDataSource", "DBCP's maxWait", false, List.of("getMaxWaitDuration")),
            new Pool(
                    "com.mchange.v2.c3p0.ComboPooledDataSource",
                    "c3p0's checkoutTimeout",
                    true,
                    List.of("getCheckoutTimeout")),
            new Pool(
                    "io.agroal.api.AgroalDataSource",
                    "Agroal's acquisitionTimeout",
                    true,
                    List.of("getConfiguration", "connectionPoolConfiguration", "acquisitionTimeout")));

    /**
     * A pool, by name, since only HikariCP is on our class path, and that perhaps not the application's.
     *
     * @param zeroIsForever whether a setting of zero means no limit, as less than zero does
     * @param getters each asked of what the one before returned
     */
    private record Pool(String className, String setting, boolean zeroIsForever, List<String> getters) {

        @Nullable
        PoolWait of(DataSource dataSource) {
            DataSource pool = DataSources.find(dataSource, className);
            Class<?> type = pool == null ? null : DataSources.type(pool, className);
            if (pool == null || type == null) {
                return null;
            }
            try {
                Object value = pool;
                for (String getter : getters) {
                    // Of the declared type: what implements it need not be public.
                    Method method = type.getMethod(getter);
                    value = method.invoke(value);
                    type = method.getReturnType();
                }
                Duration wait =
                        value instanceof Number millis ? Duration.ofMillis(millis.longValue()) : (Duration) value;
                boolean forever = wait.isNegative() || (zeroIsForever && wait.isZero());
                return new PoolWait(setting, forever ? null : wait);
            } catch (NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException
                    | ClassCastException e) {
                return null; // of a version that has other settings
            }
        }
    }

    /** Null if the pool is not known. */
    static @Nullable PoolWait of(DataSource dataSource) {
        for (Pool pool : KNOWN) {
            PoolWait wait = pool.of(dataSource);
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }

    /** Whether it is much more than what one operation of the store may take. */
    boolean isLongFor(Duration timeout) {
        return longest == null || longest.compareTo(timeout.multipliedBy(2).plusSeconds(1)) > 0;
    }

    @Override
    public String toString() {
        return setting + " is " + (longest == null ? "without limit" : longest.toMillis() + " ms");
    }
}
