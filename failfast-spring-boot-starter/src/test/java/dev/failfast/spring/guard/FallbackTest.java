package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code fallback = "method"} on beans. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // what is called by its name
class FallbackTest {

    static class Invoices {
        private final String cache = "cached";
        RuntimeException failure = new IllegalStateException("gone");

        @Failfast(value = "sales_api", fallback = "cached")
        public String invoice(String id) {
            throw failure;
        }

        private String cached(String id, FailfastException e) {
            return id + " " + cache + ", retry in " + e.getRetryAfterSeconds();
        }

        @Failfast(value = "sales_api", fallback = "soon")
        CompletionStage<String> later(String id) {
            return CompletableFuture.completedFuture(id);
        }

        CompletableFuture<String> soon(String id) {
            return CompletableFuture.completedFuture("soon " + id);
        }

        @Failfast(value = "sales_api", fallback = "monoCached")
        Mono<String> mono(String id) {
            return Mono.error(failure);
        }

        private Mono<String> monoCached(String id, FailfastException e) {
            return Mono.just(id + " of " + e.getServiceName());
        }

        @Failfast(value = "sales_api", fallback = "none")
        Flux<String> flux(String id) {
            return Flux.just(id);
        }

        private Flux<String> none(String id) {
            return Flux.empty();
        }
    }

    @Test
    void answersOnTheSameObjectWhileTheServiceIsBroken() {
        try (App app = App.start(Invoices.class)) {
            Invoices invoices = app.bean(Invoices.class);
            app.breaker("sales_api").forceOpen(Duration.ofSeconds(7));

            assertThat(invoices.invoice("a")).isEqualTo("a cached, retry in 7");
            assertThat(invoices.later("a").toCompletableFuture().join()).isEqualTo("soon a");
            assertThat(invoices.mono("a").block()).isEqualTo("a of sales_api");
            assertThat(invoices.flux("a").collectList().block()).isEmpty();
        }
    }

    @Test
    void doesNotAnswerForACallThatFails() {
        try (App app = App.start(Invoices.class)) {
            Invoices invoices = app.bean(Invoices.class);

            assertThatThrownBy(() -> invoices.invoice("a")).hasMessage("gone");
            app.breaker("sales_api").reset();
            assertThatThrownBy(() -> invoices.mono("a").block()).hasMessage("gone");
        }
    }

    static class Nested {
        @Failfast(value = "outer_api", fallback = "none")
        public String call() {
            throw new FailfastException("outer_api", Duration.ofSeconds(1));
        }

        @Failfast(value = "outer_api", fallback = "noneLater")
        public Mono<String> mono() {
            return Mono.error(new FailfastException("outer_api", Duration.ofSeconds(1)));
        }

        private String none() {
            return "none";
        }

        private Mono<String> noneLater() {
            return Mono.just("none");
        }
    }

    @Test
    void doesNotAnswerForARejectionThatComesOutOfTheCall() {
        try (App app = App.start(Nested.class)) {
            assertThatThrownBy(app.bean(Nested.class)::call).isInstanceOf(FailfastException.class);
            assertThatThrownBy(app.bean(Nested.class).mono()::block).isInstanceOf(FailfastException.class);
        }
    }
}
