package dev.failfast.db.testing;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty database that nobody else uses. It goes away with its server or, if in memory, with the JVM.
 *
 * @param url the JDBC URL, without user and password
 * @param user who owns the database; on PostgreSQL no superuser
 * @param password of {@code user}
 */
public record FreshDatabase(String url, String user, String password) {

    /**
     * Opens a new connection for each request, as its owner.
     *
     * @return a data source without a pool
     */
    public DataSource dataSource() {
        return dataSource(user, password);
    }

    /**
     * Opens a new connection for each request, as somebody else.
     *
     * @param otherUser a role of this database
     * @param otherPassword of {@code otherUser}
     * @return a data source without a pool
     */
    public DataSource dataSource(String otherUser, String otherPassword) {
        if (url.startsWith("jdbc:h2:")) {
            var h2 = new JdbcDataSource();
            h2.setURL(url);
            h2.setUser(otherUser);
            h2.setPassword(otherPassword);
            return h2;
        }
        var postgres = new PGSimpleDataSource();
        postgres.setURL(url);
        postgres.setUser(otherUser);
        postgres.setPassword(otherPassword);
        return postgres;
    }
}
