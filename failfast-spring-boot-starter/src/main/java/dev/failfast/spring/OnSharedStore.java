package dev.failfast.spring;

import dev.failfast.spring.FailfastProperties.StoreType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Unless {@code failfast.store.type} says that the state stays in this process. */
final class OnSharedStore implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                        .bind("failfast.store.type", StoreType.class)
                        .orElse(StoreType.OWN_POOL)
                != StoreType.IN_PROCESS;
    }
}
