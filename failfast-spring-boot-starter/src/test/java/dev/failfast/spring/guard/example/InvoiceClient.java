package dev.failfast.spring.guard.example;

import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

@NullUnmarked // as applications are
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the fallback
@Component
public class InvoiceClient {
    private final RestClient http;
    private final InvoiceCache cache;

    public InvoiceClient(RestClient http, InvoiceCache cache) {
        this.http = http;
        this.cache = cache;
    }

    @Failfast(value = "sales_api", openFor = "60s", fallback = "cached")
    public String invoice(String id) {
        return http.get().uri("/invoices/{id}", id).retrieve().body(String.class);
    }

    private String cached(String id, FailfastException e) {
        return cache.find(id);
    }
}
