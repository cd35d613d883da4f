package dev.failfast.examples.readme;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.jdbc.JdbcStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

final class Shortest {
    private final String url = "jdbc:h2:mem:shortest";
    private final String user = "sa";
    private final String password = "";

    private final Client client;
    private final Client cache;

    static Store cached(String url, String user, String password) {
        Store cached = JdbcStore.builder(url, user, password)
                .cacheFor(Duration.ofSeconds(1))
                .build();
        return cached;
    }

    Shortest(Client client, Client cache) {
        this.client = client;
        this.cache = cache;
    }

    Store store = JdbcStore.withOwnPool(url, user, password);
    Breaker salesApi = Breaker.named("sales_api").store(store).build();

    List<Invoice> invoices() throws IOException {
        try {
            return salesApi.callChecked(client::invoices);
        } catch (FailfastException e) {
            return cache.invoices();
        }
    }
}
