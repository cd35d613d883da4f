package dev.failfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.sql.DataSource;

/** A data source of a kind that nobody knows, in front of another, as tools that count or log statements have it. */
final class HidingProxy {
    private HidingProxy() {}

    /** Says by {@code isWrapperFor} what it wraps. */
    static DataSource honest(DataSource origin) {
        return over(origin, true);
    }

    /** Gives connections, and no other answer. */
    static DataSource silent(DataSource origin) {
        return over(origin, false);
    }

    private static DataSource over(DataSource origin, boolean honest) {
        return (DataSource) Proxy.newProxyInstance(
                HidingProxy.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!honest && !method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try {
                        return method.invoke(origin, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
