package dev.failfast.examples.shop;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one instance of the shop has to know.
 *
 * @param name of this instance
 * @param instances all of them, by name, for the links on the page
 * @param salesApi the third party
 */
@ConfigurationProperties("shop")
public record ShopProperties(String name, @DefaultValue Map<String, URI> instances, SalesApi salesApi) {

    /**
     * How the third party is called.
     *
     * @param url where it is
     * @param timeout how long a call may take to connect, and to be answered
     */
    public record SalesApi(URI url, Duration timeout) {}
}
