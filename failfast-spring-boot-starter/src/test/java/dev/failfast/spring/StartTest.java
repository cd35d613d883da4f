package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerListener;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import dev.failfast.jdbc.JdbcStore;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;

/** With the starter and a data source everything works, with no further line. */
class StartTest {
    private final FreshDatabase database = TestDatabase.H2.fresh();

    @Test
    void whatOneInstanceTripsTheOtherRejects() {
        try (var one = Application.start(
                        Application.Plain.class, Application.on(database, "failfast.store.instance=one"));
                var other = Application.start(Application.Plain.class, Application.on(database))) {
            Breaker here = one.getBean(BreakerRegistry.class).get("sales_api");
            Breaker there = other.getBean(BreakerRegistry.class).get("sales_api");

            assertThatThrownBy(() -> here.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);

            assertThatThrownBy(() -> there.run(() -> {})).isInstanceOf(FailfastException.class);
            assertThat(there.status().trippedBy()).isEqualTo("one");
            assertThat(other.getBean(Store.class).list())
                    .extracting(Breaker.Status::name)
                    .containsExactly("sales_api");
        }
    }

    @Test
    void theStoreDoesNotWaitForThePoolOfTheApplication() throws Exception {
        try (var context = Application.start(
                Application.Plain.class, Application.on(database, "spring.datasource.hikari.maximum-pool-size=2"))) {
            DataSource pool = context.getBean(DataSource.class);
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection()) {
                assertThat(first.isClosed() || second.isClosed()).isFalse();
                Breaker breaker = context.getBean(BreakerRegistry.class).get("sales_api");
                breaker.forceOpen(Duration.ofMinutes(1));
                assertThat(breaker.status().until()).isNotNull();
            }
        }
    }

    @Test
    void theStoreUsesThePoolOfTheApplicationIfToldTo() throws Exception {
        try (var context = Application.start(
                Application.Plain.class,
                Application.on(
                        database,
                        "failfast.store.type=application-pool",
                        "spring.datasource.hikari.maximum-pool-size=2",
                        "spring.datasource.hikari.connection-timeout=250"))) {
            DataSource pool = context.getBean(DataSource.class);
            Store store = context.getBean(JdbcStore.class);
            assertThat(store.list()).isEmpty();
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection()) {
                assertThat(first.isClosed() || second.isClosed()).isFalse();
                assertThatThrownBy(store::list).isInstanceOf(StoreException.class);
            }
        }
    }

    @Test
    void aPoolWithSettingsThatItsUrlDoesNotSayIsUsedItself() {
        JdbcTemplate sql = new JdbcTemplate(database.dataSource());
        sql.execute("CREATE SCHEMA shop");
        try (var context = Application.start(
                Application.Plain.class, Application.on(database, "spring.datasource.hikari.schema=SHOP"))) {
            assertThat(context.getBean(JdbcStore.class).list()).isEmpty();
            assertThat(sql.queryForObject("SELECT count(*) FROM shop.broken_services", Integer.class))
                    .isZero();
        }
    }

    @Test
    void beansThatListenAreToldInTheirOrder() {
        try (var context = Application.start(Listening.class, Application.on(database))) {
            context.getBean(BreakerRegistry.class).get("sales_api").run(() -> {});
            assertThat(context.getBean(Listening.class).heard).containsExactly("first", "second");
        }
    }

    @Test
    void theStoreClosesAfterTheBeansThatUseIt() {
        Goodbye goodbye;
        try (var context = Application.start(Goodbye.class, Application.on(database))) {
            goodbye = context.getBean(Goodbye.Last.class).goodbye();
        }
        assertThat(goodbye.said).isTrue();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Listening {
        final List<String> heard = new ArrayList<>();

        @Bean
        @Order(2)
        BreakerListener second() {
            return hear("second");
        }

        @Bean
        @Order(1)
        BreakerListener first() {
            return hear("first");
        }

        private BreakerListener hear(String name) {
            return new BreakerListener() {
                @Override
                public void onCall(String service, Breaker.Outcome outcome, Duration duration) {
                    heard.add(name);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Goodbye {
        private boolean said;

        @Bean
        Last last(BreakerRegistry registry) {
            return new Last(this, registry);
        }

        record Last(Goodbye goodbye, BreakerRegistry registry) {
            @PreDestroy
            void say() {
                registry.get("sales_api").forceOpen();
                goodbye.said = true;
            }
        }
    }
}
