package dev.failfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Spring's data sources that hand out the connection of the caller's transaction. Turning auto-commit on or committing
 * on one would commit the caller's own work, so what lies behind is used instead. By name, since Spring is not on our
 * class path.
 */
final class TransactionalProxies {
    private static final String PACKAGE = "org.springframework.jdbc.datasource.";
    private static final String TRANSACTION_AWARE = PACKAGE + "TransactionAwareDataSourceProxy";
    private static final String SINGLE_CONNECTION = PACKAGE + "SingleConnectionDataSource";
    private static final String DELEGATING = PACKAGE + "DelegatingDataSource";

    private TransactionalProxies() {}

    /** The data source itself, or what lies behind the innermost proxy of the caller's transaction. */
    static DataSource unwrap(DataSource dataSource) {
        DataSource result = dataSource;
        for (DataSource link = dataSource; link != null; link = target(link)) {
            if (is(link, SINGLE_CONNECTION)) {
                throw new IllegalArgumentException("a SingleConnectionDataSource has only the caller's own connection,"
                        + " whose transaction the store would commit; give the store a pool");
            }
            if (is(link, TRANSACTION_AWARE)) {
                DataSource behind = target(link);
                if (behind == null) {
                    throw new IllegalArgumentException("a TransactionAwareDataSourceProxy hands out the connection of"
                            + " the caller's transaction; give the store the data source behind it");
                }
                result = behind;
            }
        }
        return result;
    }

    private static @Nullable DataSource target(DataSource dataSource) {
        if (!is(dataSource, DELEGATING)) {
            return null;
        }
        try {
            return (DataSource)
                    dataSource.getClass().getMethod("getTargetDataSource").invoke(dataSource);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    private static boolean is(DataSource dataSource, String className) {
        for (Class<?> type = dataSource.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(className)) {
                return true;
            }
        }
        return false;
    }
}
