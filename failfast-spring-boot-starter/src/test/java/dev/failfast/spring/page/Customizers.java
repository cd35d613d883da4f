package dev.failfast.spring.page;

import dev.failfast.spring.BreakerRegistryCustomizer;
import java.net.http.HttpResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class Customizers {
    @Bean
    BreakerRegistryCustomizer serverErrors() {
        return registry -> registry.defaults(
                breaker -> breaker.tripOnResult(HttpResponse.class, response -> response.statusCode() >= 500));
    }
}
