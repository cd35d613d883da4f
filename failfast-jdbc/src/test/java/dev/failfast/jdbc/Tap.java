package dev.failfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Between the library and a driver: records what is executed, and fails when the test says so. */
final class Tap {
    /** What happens before a statement is executed, instead of it if it throws. */
    interface Fault {
        void on(String sql) throws SQLException;
    }

    private interface Handler {
        @Nullable
        Object on(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    /** The SQL of each statement that was executed, and each commit and rollback. */
    final List<String> executed = new CopyOnWriteArrayList<>();

    /** The parameters of all statements. */
    final List<Object> parameters = new CopyOnWriteArrayList<>();

    volatile Fault fault = sql -> {};

    /** Fails with the state as often as said, and works from then on. */
    void failNext(int times, String sqlState) {
        int[] left = {times};
        fault = sql -> {
            if (left[0]-- > 0) {
                throw new SQLException("by order of the test", sqlState);
            }
        };
    }

    DataSource over(DataSource origin) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = invoke(origin, method, arguments);
            return result instanceof Connection connection ? over(connection) : result;
        });
    }

    private Connection over(Connection origin) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit") || method.getName().equals("rollback")) {
                executed.add(method.getName());
            }
            Object result = invoke(origin, method, arguments);
            if (result instanceof PreparedStatement statement) {
                return over(PreparedStatement.class, statement, String.valueOf(arguments[0]));
            }
            return result instanceof Statement statement ? over(Statement.class, statement, "") : result;
        });
    }

    private <T extends Statement> T over(Class<T> type, T origin, String prepared) {
        return proxy(type, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                String sql = arguments.length == 0 ? prepared : String.valueOf(arguments[0]);
                executed.add(sql);
                fault.on(sql);
            } else if (method.getName().startsWith("set") && arguments.length > 1) {
                parameters.add(Objects.requireNonNull(arguments[1]));
            }
            return invoke(origin, method, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                Tap.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        handler.on(method, arguments == null ? new @Nullable Object[0] : arguments)));
    }

    private static @Nullable Object invoke(Object origin, Method method, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(origin, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
