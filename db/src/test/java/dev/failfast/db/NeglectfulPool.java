package dev.failfast.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A pool that lends connections with auto-commit off, and takes them back without a look at what was done to them. */
final class NeglectfulPool {
    private final DataSource origin;
    private final String firstStatement;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final List<Connection> all = new ArrayList<>();
    private int lent;
    private int mostLent;

    NeglectfulPool(DataSource origin, String firstStatement) {
        this.origin = origin;
        this.firstStatement = firstStatement;
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (p, method, a) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return lend();
                });
    }

    synchronized List<Connection> connections() {
        return List.copyOf(all);
    }

    synchronized int lent() {
        return lent;
    }

    synchronized int mostLentAtOnce() {
        return mostLent;
    }

    private synchronized Connection lend() throws SQLException {
        Connection connection = idle.isEmpty() ? open() : idle.pop();
        mostLent = Math.max(mostLent, ++lent);
        var returned = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (p, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (!returned.getAndSet(true)) {
                            takeBack(connection);
                        }
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Connection open() throws SQLException {
        Connection connection = origin.getConnection();
        Sql.run(connection, firstStatement);
        connection.setAutoCommit(false);
        all.add(connection);
        return connection;
    }

    private synchronized void takeBack(Connection connection) {
        lent--;
        idle.push(connection);
    }
}
