package dev.failfast.examples.shop;

import java.net.URI;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the shop offers over HTTP. It need not know that something is guarded. */
@RestController
class ShopController {
    private final Invoices invoices;
    private final Orders orders;
    private final ShopProperties properties;

    ShopController(Invoices invoices, Orders orders, ShopProperties properties) {
        this.invoices = invoices;
        this.orders = orders;
        this.properties = properties;
    }

    record Wish(String item) {}

    /** For the page. */
    record Instance(String name, Map<String, URI> instances, URI salesApi) {}

    @GetMapping("/invoices")
    Invoices.Answer invoices() {
        return invoices.current();
    }

    @PostMapping("/orders")
    @ResponseStatus(HttpStatus.CREATED)
    Orders.Order order(@RequestBody Wish wish) {
        return orders.place(wish.item());
    }

    @GetMapping("/instance")
    Instance instance() {
        return new Instance(
                properties.name(), properties.instances(), properties.salesApi().url());
    }
}
