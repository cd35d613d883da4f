package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import dev.failfast.jdbc.JdbcStore;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the application defines itself is used, and what it does not have is done without. */
class BackOffTest {
    static final FreshDatabase ONE = TestDatabase.H2.fresh();
    static final FreshDatabase OTHER = TestDatabase.H2.fresh();
    private static final String NO_DATABASE =
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

    @Test
    void withoutADataSourceTheStateStaysInTheProcess() {
        try (var context = Application.start(Application.Plain.class, NO_DATABASE)) {
            assertThat(context.getBeansOfType(JdbcStore.class)).isEmpty();
            Breaker breaker = context.getBean(BreakerRegistry.class).get("sales_api");
            breaker.forceOpen();
            assertThat(breaker.isOpen()).isTrue();
        }
    }

    @Test
    void withADataSourceTooIfToldSo() {
        FreshDatabase database = TestDatabase.H2.fresh();
        try (var context = Application.start(
                Application.Plain.class, Application.on(database, "failfast.store.type=IN_PROCESS"))) {
            assertThat(context.getBeansOfType(JdbcStore.class)).isEmpty();
        }
        assertThat(Application.hasTable(database.dataSource(), "broken_services"))
                .isFalse();
    }

    @Test
    void theStoreOfTheApplicationIsUsedAndItsDatabaseLeftAlone() {
        FreshDatabase database = TestDatabase.H2.fresh();
        try (var context = Application.start(OwnStore.class, Application.on(database))) {
            assertThat(context.getBean(Store.class)).isSameAs(OwnStore.STORE);
            context.getBean(BreakerRegistry.class).get("sales_api").forceOpen(Duration.ofMinutes(1));
            assertThat(OwnStore.STORE.read("sales_api")).isNotNull();
        }
        assertThat(Application.hasTable(database.dataSource(), "broken_services"))
                .isFalse();
    }

    @Test
    void theRegistryOfTheApplicationIsUsed() {
        try (var context = Application.start(OwnRegistry.class, Application.on(TestDatabase.H2.fresh()))) {
            assertThat(context.getBean(BreakerRegistry.class).find("by hand")).isNotNull();
        }
    }

    @Test
    void ofSeveralDataSourcesThePrimaryOneIsUsed() {
        try (var context = Application.start(Primary.class)) {
            context.getBean(BreakerRegistry.class).get("primary").forceOpen();
        }
        assertThat(names(ONE)).contains("primary");
    }

    @Test
    void ofSeveralDataSourcesTheMarkedOneIsUsed() {
        try (var context = Application.start(Marked.class)) {
            context.getBean(BreakerRegistry.class).get("marked").forceOpen();
        }
        assertThat(names(OTHER)).contains("marked");
    }

    @Test
    void ofSeveralDataSourcesNoneIsGuessed() {
        Analyses.SEEN.clear();
        assertThatThrownBy(() -> Application.start(Ambiguous.class)).isInstanceOf(RuntimeException.class);
        assertThat(Analyses.SEEN).singleElement().satisfies(analysis -> {
            assertThat(analysis.getDescription()).contains("several").contains("broken_services");
            assertThat(analysis.getAction()).contains("@FailfastDataSource");
        });
    }

    private static java.util.List<String> names(FreshDatabase database) {
        try (JdbcStore store = JdbcStore.of(database.dataSource())) {
            return store.list().stream().map(Breaker.Status::name).toList();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnStore {
        static final Store STORE = Store.inProcess();

        @Bean
        Store store() {
            return STORE;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnRegistry {
        @Bean
        BreakerRegistry registry(Store store) {
            return BreakerRegistry.builder()
                    .store(store)
                    .configure("by hand", breaker -> {})
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Primary {
        @Bean
        @org.springframework.context.annotation.Primary
        DataSource one() {
            return ONE.dataSource();
        }

        @Bean
        DataSource other() {
            return OTHER.dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Marked {
        @Bean
        @org.springframework.context.annotation.Primary
        DataSource one() {
            return ONE.dataSource();
        }

        @Bean
        @FailfastDataSource
        DataSource other() {
            return OTHER.dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Ambiguous {
        @Bean
        DataSource one() {
            return ONE.dataSource();
        }

        @Bean
        DataSource other() {
            return OTHER.dataSource();
        }
    }
}
