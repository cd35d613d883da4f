package dev.failfast.spring.page;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Service;

@Service
class Invoices {
    private final Breaker salesApi;
    private final InvoiceClient client;

    Invoices(BreakerRegistry registry, InvoiceClient client) {
        this.salesApi = registry.get("sales_api");
        this.client = client;
    }

    List<Invoice> all() throws IOException {
        return salesApi.callChecked(client::invoices);
    }
}
