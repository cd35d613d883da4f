package dev.failfast.examples.shop;

import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * The client of the third party, as every application has one. It knows nothing of breakers, but it has a time-out.
 * What fails throws a {@link org.springframework.web.client.RestClientException}.
 */
@Component
public class SalesApi {
    /** What breakers, configuration and operators call it. */
    static final String NAME = "sales_api";

    private final RestClient http;

    SalesApi(ShopProperties properties) {
        ShopProperties.SalesApi settings = properties.salesApi();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build());
        requests.setReadTimeout(settings.timeout());
        http = RestClient.builder()
                .baseUrl(settings.url())
                .requestFactory(requests)
                .build();
    }

    List<Invoice> invoices() {
        List<Invoice> invoices =
                http.get().uri("/invoices").retrieve().body(new ParameterizedTypeReference<List<Invoice>>() {});
        return Objects.requireNonNull(invoices, "sales_api sent nothing");
    }

    /** Returns the confirmation. */
    String order(String item) {
        Confirmation confirmation =
                http.post().uri("/orders").body(Map.of("item", item)).retrieve().body(Confirmation.class);
        return Objects.requireNonNull(confirmation, "sales_api sent nothing").confirmation();
    }

    private record Confirmation(String confirmation) {}
}
