package dev.failfast.examples.shop;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Orders need the third party's confirmation: while it is broken, there is nothing to answer instead. */
@Service
public class Orders {
    /**
     * An order that the third party has confirmed.
     *
     * @param confirmation by the third party
     * @param item what was ordered
     * @param takenBy the instance
     */
    public record Order(String confirmation, String item, String takenBy) {}

    private final Breaker breaker;
    private final SalesApi salesApi;
    private final JdbcClient jdbc;
    private final String instance;

    Orders(BreakerRegistry breakers, SalesApi salesApi, JdbcClient jdbc, ShopProperties properties) {
        this.breaker = breakers.get(SalesApi.NAME);
        this.salesApi = salesApi;
        this.jdbc = jdbc;
        this.instance = properties.name();
    }

    /**
     * Places an order.
     *
     * @param item what is wanted
     * @return the order, confirmed and stored
     * @throws dev.failfast.FailfastException at once, while the third party is broken
     */
    public Order place(String item) {
        String confirmation = breaker.get(() -> salesApi.order(item));
        Order order = new Order(confirmation, item, instance);
        jdbc.sql("INSERT INTO shop_order (confirmation, item, taken_by) VALUES (:confirmation, :item, :takenBy)")
                .paramSource(order)
                .update();
        return order;
    }
}
