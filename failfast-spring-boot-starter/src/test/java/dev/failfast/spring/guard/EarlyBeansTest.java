package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.BreakerRegistry;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** That beans are looked at creates none. */
class EarlyBeansTest {

    /** A store that everything else would have to be created for. */
    static class Database {}

    static class First {
        @Failfast("x")
        String call() {
            return "x";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Created {
        static final List<String> order = new ArrayList<>();

        @Bean
        First first() {
            order.add("first");
            return new First();
        }

        @Bean
        Database database() {
            order.add("database");
            return new Database();
        }

        @Bean
        BreakerRegistry registry(Database database) {
            order.add("registry");
            return BreakerRegistry.builder().build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PostProcessor {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static BeanPostProcessor earlyPostProcessor() {
            return new BeanPostProcessor() {};
        }
    }

    @Test
    void theRegistryIsCreatedInItsTurnAndNoBeanMissesAPostProcessor() {
        Created.order.clear();
        SpringApplication application = new SpringApplication(OnlyAutoConfiguration.class);
        application.addPrimarySources(List.of(Created.class, PostProcessor.class));

        try (App app = App.run(application)) {
            assertThat(Created.order).containsExactly("first", "database", "registry");
            assertThat(AopUtils.isCglibProxy(app.bean(First.class))).isTrue();
            assertThat(app.warnings()).isEmpty();
            assertThat(app.log).noneMatch(event -> event.getFormattedMessage().contains("not eligible"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(FailfastGuardAutoConfiguration.class)
    static class OnlyAutoConfiguration {}

    /** Called while the context starts, before the registry would have been created. */
    @Configuration(proxyBeanMethods = false)
    static class CallsEarly {
        @Bean
        String answer(First first) {
            return first.call();
        }
    }

    @Test
    void aCallWhileTheApplicationStartsIsGuardedToo() {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext(OnlyAutoConfiguration.class, CallsEarly.class, Created.class)) {
            assertThat(context.getBean("answer")).isEqualTo("x");
            context.getBean(BreakerRegistry.class).get("x").forceOpen();
            assertThatThrownBy(context.getBean(First.class)::call).isInstanceOf(FailfastException.class);
        }
    }

    @Test
    void withoutARegistryNothingHappens() {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext(OnlyAutoConfiguration.class, First.class)) {
            assertThat(AopUtils.isAopProxy(context.getBean(First.class))).isFalse();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithTheStarter {}

    @Test
    void withTheStarterThereIsNothingToConfigure() {
        SpringApplication application = new SpringApplication(WithTheStarter.class);
        application.addPrimarySources(List.of(First.class));

        try (App app = App.run(
                application,
                "--spring.datasource.url=jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1",
                "--spring.liquibase.enabled=false")) {
            app.breaker("x").forceOpen();

            assertThatThrownBy(app.bean(First.class)::call).isInstanceOf(FailfastException.class);
            assertThat(app.warnings()).noneMatch(warning -> warning.contains("not eligible"));
        }
    }
}
