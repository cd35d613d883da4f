package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.fleet.SlowService.Call;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SlowServiceTest {
    @Test
    void answers_again_when_it_has_recovered_and_knows_who_came() throws Exception {
        try (SlowService service = SlowService.start()) {
            HttpRequest request = HttpRequest.newBuilder(service.address()).build();
            HttpClient client = HttpClient.newHttpClient();

            service.beSlow(true);
            CompletableFuture<?> waiting = client.sendAsync(request, BodyHandlers.ofString());
            Awaitility.await().until(() -> service.callsSince(0).size() == 1);
            service.beSlow(false);
            String body = client.send(request, BodyHandlers.ofString()).body();

            assertThat(body).isEqualTo("[]");
            assertThat(waiting).isNotDone();
            List<Call> calls = service.callsSince(0);
            assertThat(calls).hasSize(2);
            assertThat(calls.get(0).answered()).isEqualTo(Call.NEVER);
            assertThat(calls.get(1).answered()).isBetween(calls.get(1).arrived(), System.currentTimeMillis());
            assertThat(service.callsSince(calls.get(1).answered() + 1)).isEmpty();
            waiting.cancel(true);
        }
    }
}
