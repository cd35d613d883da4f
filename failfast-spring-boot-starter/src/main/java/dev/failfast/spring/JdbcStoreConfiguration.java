package dev.failfast.spring;

import dev.failfast.Store;
import dev.failfast.StoreListener;
import dev.failfast.jdbc.JdbcStore;
import dev.failfast.jdbc.JdbcStoreBuilder;
import dev.failfast.spring.FailfastProperties.StoreType;
import dev.failfast.spring.FailfastProperties.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The store in the application's database, and its table. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(DataSource.class)
@ConditionalOnMissingBean(Store.class)
@ConditionalOnBooleanProperty(name = "failfast.enabled", matchIfMissing = true)
@Conditional(OnSharedStore.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
class JdbcStoreConfiguration {
    private static final String TABLE = "broken_services";

    @Bean
    FailfastDatabase failfastDatabase(
            FailfastProperties properties,
            ObjectProvider<DataSource> dataSources,
            @FailfastDataSource ObjectProvider<DataSource> marked) {
        DataSource dataSource = FailfastDatabase.choose(marked, dataSources);
        return new FailfastDatabase(
                dataSource, properties.store().type() == StoreType.OWN_POOL ? Login.of(dataSource) : null);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(name = "failfast.schema.migrate", matchIfMissing = true)
    FailfastSchemaInitializer failfastSchemaInitializer(FailfastProperties properties, FailfastDatabase database) {
        String schema = schema(properties.store().table());
        return PropertyRefusedException.naming(
                "failfast.schema.wait-at-most",
                () -> new FailfastSchemaInitializer(
                        database.forMigration(), schema, properties.schema().waitAtMost()));
    }

    /** The migration knows only one name of the table. */
    private static @Nullable String schema(String table) {
        int dot = table.lastIndexOf('.');
        if (!table.substring(dot + 1).toLowerCase(Locale.ROOT).equals(TABLE)) {
            throw new PropertyRefusedException(
                    "failfast.store.table is refused: " + table + " is none that failfast can create, since its name is"
                            + " not " + TABLE,
                    "Create the table yourself and set failfast.schema.migrate=false, or change the name.",
                    null);
        }
        return dot < 0 ? null : table.substring(0, dot);
    }

    @Bean
    JdbcStore failfastStore(
            FailfastProperties properties, FailfastDatabase database, ObjectProvider<StoreListener> listeners) {
        Table table = properties.store();
        JdbcStoreBuilder store = PropertyRefusedException.naming("failfast.store.type", database::store);
        set("table", table.table(), store::table);
        set("instance", table.instance(), store::instance);
        set("timeout", table.timeout(), store::timeout);
        set("pool-size", table.poolSize(), store::poolSize);
        set("cache-for", table.cacheFor(), store::cacheFor);
        List<StoreListener> all = listeners.orderedStream().toList();
        if (!all.isEmpty()) { // else the store need not time what it does
            store.listener(new StoreListeners(all));
        }
        return PropertyRefusedException.naming("failfast.store.type", store::build);
    }

    private static <T> void set(String property, @Nullable T value, Function<T, JdbcStoreBuilder> option) {
        if (value != null) {
            PropertyRefusedException.naming("failfast.store." + property, () -> option.apply(value));
        }
    }
}
