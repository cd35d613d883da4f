package dev.failfast.db;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Somebody who may log in and nothing else. */
record TestRole(String name, DataSource dataSource) {

    static TestRole create(TestDatabase database, FreshDatabase fresh) throws SQLException {
        String name = "role_" + UUID.randomUUID().toString().replace("-", "");
        String password = "of_" + name;
        new Sql(fresh.dataSource())
                .run(
                        database == TestDatabase.H2
                                ? "CREATE USER " + name + " PASSWORD '" + password + "'"
                                : "CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
        return new TestRole(name, fresh.dataSource(name, password));
    }
}
