package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import dev.failfast.spring.guard.example.InvoiceCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** A client that Spring makes of an interface is a bean like others; over real HTTP. */
class HttpExchangeTest {

    public interface InvoiceClient {
        @GetExchange("/invoices")
        @Failfast(value = "sales_api", fallback = "none")
        String invoices();

        @GetExchange("/invoices")
        @Failfast("sales_api")
        String strictly();

        default String none(FailfastException e) {
            return "none: " + e.getServiceName();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Clients {
        @Bean
        InvoiceClient invoiceClient(@Value("${url}") String url) {
            return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(RestClient.create(url)))
                    .build()
                    .createClient(InvoiceClient.class);
        }
    }

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/invoices", exchange -> {
            requests.incrementAndGet();
            byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void itIsGuardedAndItsDefaultMethodsAreFallbacks() {
        String url = "--url=http://localhost:" + server.getAddress().getPort();
        try (App app = App.start(new String[] {url}, Clients.class)) {
            InvoiceClient client = app.bean(InvoiceClient.class);
            assertThat(client.invoices()).isEqualTo("[]");
            status.set(503);

            assertThatThrownBy(client::invoices).isInstanceOf(HttpServerErrorException.ServiceUnavailable.class);

            assertThat(client.invoices()).isEqualTo("none: sales_api");
            assertThatThrownBy(client::strictly).isInstanceOf(FailfastException.class);
            assertThat(requests).hasValue(2);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({InvoiceCache.class, dev.failfast.spring.guard.example.InvoiceClient.class})
    static class OfThePage {
        @Bean
        RestClient http(@Value("${url}") String url) {
            return RestClient.create(url);
        }
    }

    @Test
    void theExampleOfThePageAnswersFromItsCacheWhileTheServiceIsBroken() {
        String url = "--url=http://localhost:" + server.getAddress().getPort();
        try (App app = App.start(new String[] {url}, OfThePage.class)) {
            var client = app.bean(dev.failfast.spring.guard.example.InvoiceClient.class);
            assertThat(client.invoice("a")).isEqualTo("[]");
            status.set(503);

            assertThatThrownBy(() -> client.invoice("a")).isInstanceOf(HttpServerErrorException.class);

            assertThat(client.invoice("a")).isEqualTo("cached a");
        }
    }
}
