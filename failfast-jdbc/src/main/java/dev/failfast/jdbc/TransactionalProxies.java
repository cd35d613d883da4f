package dev.failfast.jdbc;

import javax.sql.DataSource;

/**
 * Spring's data sources that hand out the connection of the caller's transaction. Turning auto-commit on or committing
 * on one would commit the caller's own work, so what lies behind is used instead.
 */
final class TransactionalProxies {
    private static final String PACKAGE = "org.springframework.jdbc.datasource.";
    private static final String TRANSACTION_AWARE = PACKAGE + "TransactionAwareDataSourceProxy";
    private static final String SINGLE_CONNECTION = PACKAGE + "SingleConnectionDataSource";

    private TransactionalProxies() {}

    /** The data source itself, or what lies behind the innermost proxy of the caller's transaction. */
    static DataSource unwrap(DataSource dataSource) {
        if (DataSources.find(dataSource, SINGLE_CONNECTION) != null) {
            throw new IllegalArgumentException("a SingleConnectionDataSource has only the caller's own connection,"
                    + " whose transaction the store would commit; give the store a pool");
        }
        DataSource result = dataSource;
        DataSource proxy = DataSources.find(result, TRANSACTION_AWARE);
        while (proxy != null) {
            DataSource behind = DataSources.target(proxy);
            if (behind == null) {
                throw new IllegalArgumentException("a TransactionAwareDataSourceProxy hands out the connection of"
                        + " the caller's transaction; give the store the data source behind it");
            }
            result = behind;
            proxy = DataSources.find(result, TRANSACTION_AWARE);
        }
        return result;
    }
}
