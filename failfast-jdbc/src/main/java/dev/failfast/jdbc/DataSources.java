package dev.failfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks behind data sources that wrap others: Spring's proxies, and whatever says by {@link DataSource#isWrapperFor}
 * what it wraps. By the names of classes, since their libraries are not on our class path.
 */
final class DataSources {
    private static final String DELEGATING = "org.springframework.jdbc.datasource.DelegatingDataSource";

    private DataSources() {}

    /** The outermost data source of that class; null if there is none, or none that can be seen. */
    static @Nullable DataSource find(DataSource dataSource, String className) {
        for (DataSource link = dataSource; link != null; link = target(link)) {
            Class<?> type = type(link, className);
            if (type != null) {
                DataSource found = type.isInstance(link) ? link : unwrap(link, type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** What a proxy of Spring's delegates to; null for any other data source. */
    static @Nullable DataSource target(DataSource dataSource) {
        Class<?> delegating = type(dataSource, DELEGATING);
        if (delegating == null || !delegating.isInstance(dataSource)) {
            return null;
        }
        try {
            return (DataSource) delegating.getMethod("getTargetDataSource").invoke(dataSource);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    /** The class of that name as the data source knows it; null if it knows none. */
    static @Nullable Class<?> type(DataSource dataSource, String className) {
        try {
            return Class.forName(className, false, dataSource.getClass().getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable DataSource unwrap(DataSource dataSource, Class<?> type) {
        try {
            return dataSource.isWrapperFor(type) && dataSource.unwrap(type) instanceof DataSource wrapped
                    ? wrapped
                    : null;
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            return null; // of a data source that routes, or is closed, or has never heard of wrappers
        }
    }
}
