package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;

class DisabledTest {
    @Test
    void callsPassUnguardedAndNothingTouchesTheDatabase() {
        FreshDatabase database = TestDatabase.H2.fresh();
        try (var context = Application.start(
                Application.Plain.class,
                Application.on(database, "failfast.enabled=false", "failfast.services.sales_api.enabled=true"))) {
            Breaker breaker = context.getBean(BreakerRegistry.class).get("sales_api");
            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            breaker.run(() -> {});
            assertThat(breaker.isOpen()).isFalse();
            assertThatThrownBy(breaker::forceOpen)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("failfast.enabled");

            Breaker byHand =
                    Breaker.named("by hand").store(context.getBean(Store.class)).build();
            assertThatThrownBy(() -> byHand.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            byHand.run(() -> {});

            assertThat(context.getBean(HikariDataSource.class).getHikariPoolMXBean())
                    .as("no connection was ever asked for")
                    .isNull();
        }
        assertThat(Application.hasTable(database.dataSource(), "broken_services"))
                .isFalse();
    }
}
