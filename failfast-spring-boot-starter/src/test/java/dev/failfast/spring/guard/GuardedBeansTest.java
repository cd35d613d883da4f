package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failfast.Breaker.State;
import dev.failfast.BreakerRegistry;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/** Which beans are guarded, and where on them the annotation may be. */
class GuardedBeansTest {

    static class InvoiceClient {
        @Failfast(value = "sales_api", tripOn = IOException.class)
        List<String> invoices(boolean fail) throws IOException {
            if (fail) {
                throw new IOException("gone");
            }
            return List.of("invoice");
        }

        @Failfast("async_api")
        CompletableFuture<String> later(CompletableFuture<String> answer) {
            return answer;
        }
    }

    @Test
    void aClassWithoutInterfacesIsGuarded() throws IOException {
        try (App app = App.start(InvoiceClient.class)) {
            InvoiceClient client = app.bean(InvoiceClient.class);
            assertThat(client.invoices(false)).containsExactly("invoice");

            assertThatThrownBy(() -> client.invoices(true))
                    .isInstanceOf(IOException.class)
                    .hasMessage("gone");

            assertThatThrownBy(() -> client.invoices(false))
                    .isInstanceOfSatisfying(
                            FailfastException.class,
                            e -> assertThat(e.getServiceName()).isEqualTo("sales_api"));
            assertThat(app.breaker("sales_api").status().reason()).isEqualTo("java.io.IOException");
        }
    }

    @Test
    void aStageIsGuardedUntilItIsDone() {
        try (App app = App.start(InvoiceClient.class)) {
            InvoiceClient client = app.bean(InvoiceClient.class);
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletableFuture<String> answer = client.later(source);
            assertThat(app.breaker("async_api").isOpen()).isFalse();

            source.completeExceptionally(new IOException("gone"));

            assertThatThrownBy(answer::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(app.breaker("async_api").isOpen()).isTrue();
            assertThat(client.later(source)).isCompletedExceptionally();
        }
    }

    // ---- where the annotation is

    interface Sales<T> {
        @Failfast("on_interface_method")
        T sell(T what);
    }

    static class SalesClient implements Sales<String> {
        @Override
        public String sell(String what) {
            return what;
        }
    }

    @Failfast("on_class")
    static class Stock {
        String count() {
            return "1";
        }

        @Failfast("on_method")
        protected String order() {
            return "ordered";
        }
    }

    static class SubStock extends Stock {
        @Override
        String count() {
            return "2";
        }

        @Override
        protected String order() {
            return "ordered again";
        }
    }

    @Failfast("on_interface")
    interface Tax {
        String declare();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Failfast("on_annotation")
    @interface Weather {}

    static class Forecast {
        @Weather
        String today() {
            return "rain";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Placements {
        @Bean
        SalesClient sales() {
            return new SalesClient();
        }

        @Bean
        SubStock stock() {
            return new SubStock();
        }

        @Bean
        Tax tax() {
            return () -> "declared";
        }

        @Bean
        Forecast forecast() {
            return new Forecast();
        }

        @Bean
        Function<String, String> unguarded() {
            return word -> word;
        }
    }

    private static void assertGuarded(App app, String name, Runnable call) {
        call.run();
        app.breaker(name).forceOpen();
        assertThat(catchThrowable(call::run))
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getServiceName()).isEqualTo(name));
        app.breaker(name).reset();
    }

    @Test
    @SuppressWarnings("unchecked")
    void theAnnotationIsFoundWhereverItsJavadocSaysIt() {
        try (App app = App.start(Placements.class)) {
            SubStock stock = app.bean(SubStock.class);
            Sales<Object> sales = app.bean(Sales.class);

            assertGuarded(
                    app,
                    "on_interface_method",
                    () -> app.bean(SalesClient.class).sell("x"));
            assertGuarded(app, "on_interface_method", () -> sales.sell("x")); // by the bridge
            assertGuarded(app, "on_class", stock::count);
            assertGuarded(app, "on_method", stock::order);
            assertGuarded(app, "on_interface", () -> app.bean(Tax.class).declare());
            assertGuarded(app, "on_annotation", () -> app.bean(Forecast.class).today());
            assertThat(AopUtils.isAopProxy(app.context.getBean("unguarded"))).isFalse();
        }
    }

    // ---- proxies of interfaces, other proxies, scopes

    @Test
    void withProxiesOfInterfacesTheClassIsStillWhatCounts() {
        try (App app = App.start(new String[] {"--spring.aop.proxy-target-class=false"}, Placements.class)) {
            assertThat(AopUtils.isJdkDynamicProxy(app.context.getBean("sales"))).isTrue();
            @SuppressWarnings("unchecked")
            Sales<String> sales = app.bean(Sales.class);

            assertGuarded(app, "on_interface_method", () -> sales.sell("x"));
            assertGuarded(app, "on_class", app.bean(SubStock.class)::count);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scopes {
        static int made;

        @Bean
        @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Forecast forecast() {
            made++;
            return new Forecast();
        }

        @Bean
        @Lazy
        InvoiceClient client() {
            return new InvoiceClient();
        }
    }

    @Test
    void aScopedBeanIsGuardedOnceAndALazyOneWhenItIsThere() throws IOException {
        try (App app = App.start(Scopes.class)) {
            Forecast forecast = app.bean(Forecast.class);
            assertGuarded(app, "on_annotation", forecast::today);
            app.halfOpen("on_annotation");

            assertThat(forecast.today()).isEqualTo("rain"); // guarded twice, the inner one would be rejected

            assertThat(app.breaker("on_annotation").status().state()).isEqualTo(State.CLOSED);
            assertThat(app.bean(InvoiceClient.class).invoices(false)).hasSize(1);
        }
    }

    // ---- options

    static class Quick {
        @Failfast(value = "sales_api", openFor = "5s", fallback = "none")
        String first() {
            return "first";
        }

        @Failfast(value = "sales_api", openFor = "5s")
        String second() {
            throw new IllegalStateException();
        }

        @SuppressWarnings("UnusedMethod") // by its name
        private String none() {
            return "none";
        }

        String selfInvoked() {
            return second();
        }

        @Failfast("results")
        String result() {
            return "bad";
        }
    }

    @Test
    void equalOptionsShareABreakerWhichIsTheOneTheRegistryGives() {
        try (App app = App.start(Quick.class)) {
            Quick quick = app.bean(Quick.class);

            assertThat(catchThrowable(quick::second)).isInstanceOf(IllegalStateException.class);

            assertThat(quick.first()).isEqualTo("none");
            assertThat(app.bean(BreakerRegistry.class).find("sales_api")).isNotNull();
            assertThat(app.breaker("sales_api").status().remaining()).hasSeconds(5);
        }
    }

    @Test
    void theOptionsOfTheRegistryHoldOnBeans() {
        try (App app = App.start(Quick.class)) {
            app.bean(Quick.class).result();

            assertThat(app.breaker("results").isOpen()).isTrue();
        }
    }

    @Test
    void aCallOfABeanToItselfIsNotGuarded() {
        try (App app = App.start(Quick.class)) {
            assertThat(catchThrowable(app.bean(Quick.class)::selfInvoked)).isInstanceOf(IllegalStateException.class);

            assertThat(app.breaker("sales_api").isOpen()).isFalse();
        }
    }

    // ---- switched off

    @Test
    void switchedOffBeansAreNotEvenProxied() {
        try (App app = App.start(new String[] {"--failfast.enabled=false"}, InvoiceClient.class)) {
            assertThat(AopUtils.isAopProxy(app.bean(InvoiceClient.class))).isFalse();
        }
    }
}
