package dev.failfast;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types that are known by name only, for their libraries are no dependencies. */
class GuardForeignTypesTest {
    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    @TempDir
    Path folder;

    private void assertRefused(Map<String, String> library, String method, String expected) throws Exception {
        String source = "package shop; public interface Client { @dev.failfast.Failfast(\"x\") " + method + " }";
        Map<String, String> sources = new HashMap<>(library);
        sources.put("Client.java", source);
        Path classes = CompiledClasses.compile(folder, sources);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            guard(loader.loadClass("shop.Client"), expected);
        }
    }

    private <T> void guard(Class<T> type, String expected) {
        T target = type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                }));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.guard(type, target))
                .withMessageContaining("cannot guard shop.Client.call(")
                .withMessageContaining(expected);
    }

    @Test
    void aReactivePublisherIsRefused() throws Exception {
        assertRefused(
                Map.of("Publisher.java", "package org.reactivestreams; public interface Publisher<T> {}"),
                "org.reactivestreams.Publisher<String> call();",
                "org.reactivestreams.Publisher");
    }

    @Test
    void aSubtypeOfAReactivePublisherIsRefused() throws Exception {
        assertRefused(
                Map.of(
                        "Publisher.java",
                        "package org.reactivestreams; public interface Publisher<T> {}",
                        "Base.java",
                        "package reactor; public abstract class Base<T> implements org.reactivestreams.Publisher<T> {}",
                        "Mono.java",
                        "package reactor; public abstract class Mono<T> extends Base<T> {}"),
                "reactor.Mono<String> call();",
                "reactor.Mono");
    }

    @Test
    void aSuspendFunctionIsRefused() throws Exception {
        assertRefused(
                Map.of("Continuation.java", "package kotlin.coroutines; public interface Continuation<T> {}"),
                "Object call(String customer, kotlin.coroutines.Continuation<? super String> continuation);",
                "suspend");
    }
}
