package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.BreakerRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class InProcessTest {
    @Configuration
    @ImportAutoConfiguration(FailfastAutoConfiguration.class)
    static class App {}

    @Test
    void anApplicationWithoutADatabaseHasARegistry() {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (var context = application.run()) {
            assertThat(context.getBean(BreakerRegistry.class).get("sales_api").isOpen())
                    .isFalse();
        }
    }
}
