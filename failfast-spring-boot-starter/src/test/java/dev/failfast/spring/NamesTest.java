package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.FailfastException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What application.yml and environment variables can call a service and an option. */
class NamesTest {
    @Test
    void servicesFromYamlHaveTheNamesThatAreWrittenThere() {
        try (var context = Application.start(
                Customized.class,
                "spring.config.location=classpath:app/services.yml",
                "failfast.store.type=in-process")) {
            BreakerRegistry registry = context.getBean(BreakerRegistry.class);
            assertThat(registry.all())
                    .extracting(Breaker::name)
                    .containsExactly(
                            "api.example.com:443", "by-customizer", "mail-server", "sales_api", "stockService");

            Breaker sales = registry.get("sales_api");
            assertThatThrownBy(() -> sales.runChecked(() -> {
                        throw new java.io.FileNotFoundException();
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(sales.isOpen()).as("the first of two failures").isFalse();
            assertThatThrownBy(() -> sales.runChecked(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sales.run(() -> {}))
                    .isInstanceOfSatisfying(
                            FailfastException.class,
                            e -> assertThat(e.getRetryAfter()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5)));

            Breaker mail = registry.get("mail-server");
            assertThatThrownBy(() -> mail.run(() -> {
                        throw new IllegalArgumentException();
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(mail.isOpen()).as("ignored by the defaults").isFalse();
        }
    }

    @Test
    void environmentVariablesOverrideWhatTheFileSays() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of(
                                        "FAILFAST_DEFAULTS_OPENFOR", "7s",
                                        "FAILFAST_STORE_TYPE", "IN_PROCESS",
                                        "FAILFAST_SERVICES_SALES_API_OPEN_FOR", "9s",
                                        "FAILFAST_SOMETHING_ELSE", "of nobody's business")));
        var application = Application.of(Customized.class, WebApplicationType.NONE);
        application.setEnvironment(environment);
        try (var context =
                application.run(Application.arguments("spring.config.location=classpath:app/services.yml"))) {
            BreakerRegistry registry = context.getBean(BreakerRegistry.class);
            assertThat(openFor(registry.get("any"))).isEqualTo(Duration.ofSeconds(7));
            assertThat(registry.all())
                    .extracting(Breaker::name)
                    .contains("sales_api")
                    .doesNotContain("salesapi");
            assertThat(openFor(registry.get("sales_api"))).isEqualTo(Duration.ofSeconds(9));
        }
    }

    /** As a trip has it, rounded up. */
    private static Duration openFor(Breaker breaker) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> breaker.runChecked(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(Exception.class);
        }
        return Duration.ofSeconds(breaker.status().remaining().plusMillis(999).toSeconds());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Customized {
        @Bean
        BreakerRegistryCustomizer customizer() {
            return registry -> registry.configure("by-customizer", breaker -> {});
        }
    }
}
