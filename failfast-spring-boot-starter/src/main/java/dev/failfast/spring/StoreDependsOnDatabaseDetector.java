package dev.failfast.spring;

import dev.failfast.Store;
import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

/** A store, the application's own too, is made when its table is there. */
final class StoreDependsOnDatabaseDetector extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {
    @Override
    protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
        return Set.of(Store.class);
    }
}
