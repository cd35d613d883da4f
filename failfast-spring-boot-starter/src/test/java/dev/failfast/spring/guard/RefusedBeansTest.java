package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;
import reactor.core.publisher.ParallelFlux;

/** What could never do what it says stops the start; what does it only in part is said once. */
class RefusedBeansTest {

    /** What a person reads, made by what Spring Boot made of it. */
    private static AbstractStringAssert<?> assertRefused(Class<?> bean, String... arguments) {
        Throwable failure = catchThrowable(() -> App.start(arguments, bean).close());
        assertThat(failure).isNotNull();
        assertThat(NestedExceptionUtils.getRootCause(failure)).isNotNull();
        FailureAnalysis analysis = new UnguardableBeanFailureAnalyzer().analyze(failure);
        assertThat(analysis).describedAs("%s", failure).isNotNull();
        return assertThat(analysis.getDescription());
    }

    @Component("streams")
    static class Streams {
        @Failfast("x")
        Stream<String> all() {
            return Stream.of();
        }
    }

    @Component("futures")
    static class Futures {
        @Failfast("x")
        Future<String> all() {
            throw new IllegalStateException();
        }
    }

    @Component("flows")
    static class Flows {
        @Failfast("x")
        Flow.Publisher<String> all() {
            throw new IllegalStateException();
        }
    }

    @Component("parallel")
    static class OtherPublishers {
        @Failfast("x")
        ParallelFlux<String> all() {
            throw new IllegalStateException();
        }
    }

    @Test
    void whatABreakerCannotFollowIsRefusedWithBeanMethodAndWhatToDo() {
        assertRefused(Streams.class)
                .contains("bean streams: ")
                .contains("Streams.all()")
                .contains("java.util.stream.Stream calls the service later")
                .contains("use Breaker.acquire");
        assertRefused(Futures.class).contains("bean futures: ").contains("declare CompletableFuture");
        assertRefused(Flows.class).contains("bean flows: ").contains("Flow$Publisher");
        assertRefused(OtherPublishers.class).contains("bean parallel: ").contains("ParallelFlux");
    }

    @Component("hidden")
    static class PrivateMethod {
        @Failfast("x")
        @SuppressWarnings("UnusedMethod")
        private void call() {}
    }

    @Component("shared")
    static class StaticMethod {
        @Failfast("x")
        static void call() {}
    }

    @Component("fixed")
    static class FinalMethod {
        @Failfast("x")
        final void call() {}

        @Failfast("x")
        void other() {}
    }

    @Test
    void methodsThatNoProxySeesAreRefused() {
        assertRefused(PrivateMethod.class).contains("bean hidden: ", "PrivateMethod.call", "private or static");
        assertRefused(StaticMethod.class).contains("bean shared: ", "StaticMethod.call", "private or static");
        assertRefused(FinalMethod.class).contains("bean fixed: ", "FinalMethod.call", "the method is final");
    }

    interface Calls {
        String call();
    }

    @Component("inOneInterface")
    static class InOneInterface implements Calls {
        @Override
        public String call() {
            return more();
        }

        @Failfast("x")
        public String more() {
            return "more";
        }
    }

    @Test
    void aMethodThatTheProxyOfAnInterfaceDoesNotHaveIsRefused() {
        assertRefused(InOneInterface.class, "--spring.aop.proxy-target-class=false")
                .contains("bean inOneInterface: ", "InOneInterface.more", "spring.aop.proxy-target-class=true");
    }

    @Component("finalClass")
    static final class FinalClass implements Calls {
        @Override
        @Failfast("x")
        public String call() {
            return "x";
        }
    }

    @Component("finalClassOfInterface")
    @Proxyable(ProxyType.INTERFACES)
    static final class FinalClassOfInterface implements Calls {
        @Override
        @Failfast("x")
        public String call() {
            return "x";
        }
    }

    @Test
    void aFinalClassIsRefusedUnlessItsProxyIsOneOfItsInterfaces() {
        assertRefused(FinalClass.class).contains("bean finalClass: ", "FinalClass is final", "@Proxyable(INTERFACES)");
        try (App app = App.start(FinalClassOfInterface.class)) {
            assertGuardedByInterface(app);
        }
        try (App app = App.start(new String[] {"--spring.aop.proxy-target-class=false"}, FinalClass.class)) {
            assertGuardedByInterface(app);
        }
    }

    private static void assertGuardedByInterface(App app) {
        assertThat(AopUtils.isJdkDynamicProxy(app.bean(Calls.class))).isTrue();
        app.breaker("x").forceOpen();
        assertThatThrownBy(app.bean(Calls.class)::call).isInstanceOf(FailfastException.class);
    }

    @Failfast("x")
    @Component("partlyFinal")
    static class PartlyFinal {
        String open() {
            return "open";
        }

        final String fixed() {
            return "fixed";
        }
    }

    @Test
    void aFinalMethodOfAnAnnotatedTypeIsWarnedOfOnce() {
        try (App app = App.start(PartlyFinal.class)) {
            assertThat(app.warnings())
                    .filteredOn(warning -> warning.contains("is not guarded"))
                    .singleElement()
                    .asString()
                    .contains("PartlyFinal.fixed of bean partlyFinal", "final");
        }
    }

    @Configuration(value = "beans", proxyBeanMethods = false)
    static class BeanMethods {
        @Bean
        @Failfast("x")
        Calls calls() {
            return () -> "x";
        }
    }

    @Test
    void theMakingOfABeanIsNotWhatSomebodyWantsToGuard() {
        assertRefused(BeanMethods.class).contains("bean beans: ", "BeanMethods.calls()", "the making of the bean");
    }

    @Component("noFallback")
    static class NoFallback {
        @Failfast(value = "x", fallback = "cached")
        String call(int id) {
            return "x" + id;
        }

        String cached(long id) {
            return "x" + id;
        }
    }

    @Test
    void aFallbackThatDoesNotFitIsRefusedWithWhatWasLookedFor() {
        assertRefused(NoFallback.class)
                .contains("bean noFallback: ", "NoFallback.call(int)")
                .contains("no fallback String cached(int) or String cached(int, FailfastException)");
    }

    @Component
    static class BadOption {
        @Failfast(value = "x", openFor = "soon")
        String call() {
            return "x";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyBadOption {
        @Bean
        @Lazy
        BadOption badOption() {
            return new BadOption();
        }
    }

    @Test
    void optionsThatAreRefusedStopTheStartNotTheFirstCall() {
        assertRefused(BadOption.class).contains("BadOption.call()", "soon");
        try (App app = App.start(LazyBadOption.class)) {
            assertThatThrownBy(() -> app.bean(BadOption.class)).hasMessageContaining("BadOption.call()");
        }
    }
}
