package dev.failfast.examples.shop;

import java.net.URI;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The page of one instance may call the shop on the others; the endpoints of Actuator are not for them. */
@Configuration(proxyBeanMethods = false)
class CrossOrigin implements WebMvcConfigurer {
    private final ShopProperties properties;

    CrossOrigin(ShopProperties properties) {
        this.properties = properties;
    }

    @Override
    public void addCorsMappings(CorsRegistry registry) {
        String[] pages =
                properties.instances().values().stream().map(URI::toString).toArray(String[]::new);
        for (String path : new String[] {"/invoices", "/orders"}) {
            registry.addMapping(path).allowedOrigins(pages).exposedHeaders(HttpHeaders.RETRY_AFTER);
        }
    }
}
