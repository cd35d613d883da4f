package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Map;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import org.junit.jupiter.api.Test;

/** What frameworks that make proxies of their own are told of a method. */
class GuardedMethodTest {
    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    static class Client {
        @Failfast(value = "sales_api", fallback = "none")
        String invoice(String id) {
            return id;
        }

        @Failfast(value = "sales_api", fallback = "none")
        String newest() {
            return "newest";
        }

        String none(FailfastException e) {
            return "none of " + e.getServiceName();
        }

        String none(String id, FailfastException e) {
            return "none of " + e.getServiceName() + " for " + id;
        }

        /** As Kotlin compiles {@code suspend fun total(id: String): Int}. */
        @Failfast(value = "sales_api", fallback = "noTotal")
        Object total(String id, Continuation<? super Integer> continuation) {
            return 1;
        }

        Object noTotal(String id, FailfastException e, Continuation<? super Integer> continuation) {
            return e.getServiceName() + id + continuation;
        }

        /** As nothing that Kotlin compiles, but a class file may say so. */
        @Failfast("sales_api")
        @SuppressWarnings("rawtypes")
        Object raw(Continuation continuation) {
            return 1;
        }

        @Failfast("sales_api")
        Object upper(Continuation<? extends Integer> continuation) {
            return 1;
        }
    }

    private static GuardedMethod guarded(Class<?> type, String name, Class<?>... parameters) throws Exception {
        Map<Method, GuardedMethod> all = GuardedMethod.of(type);
        return requireNonNull(all.get(type.getDeclaredMethod(name, parameters)), name);
    }

    @Test
    void itSaysWhatItIsAndWhatItReturns() throws Exception {
        GuardedMethod method = guarded(Client.class, "invoice", String.class);

        assertThat(method).hasToString(Client.class.getName() + ".invoice(String)");
        assertThat(method.returnType()).isEqualTo(String.class);
        assertThat(method.isSuspend()).isFalse();
    }

    @Test
    void theCallAnswersUnlessItIsRejectedThenTheFallbackDoes() throws Throwable {
        GuardedMethod invoice = guarded(Client.class, "invoice", String.class);
        GuardedMethod newest = guarded(Client.class, "newest");
        Breaker breaker = invoice.breaker(registry);
        assertThat(invoice.call(breaker, new Client(), new Object[] {"a"}, () -> "answer"))
                .isEqualTo("answer");
        breaker.forceOpen();

        assertThat(invoice.call(breaker, new Client(), new Object[] {"a"}, () -> "answer"))
                .isEqualTo("none of sales_api for a");
        assertThat(newest.call(breaker, new Client(), null, () -> "answer")).isEqualTo("none of sales_api");
    }

    @Test
    void aSuspendFunctionReturnsWhatItAnswersInTheEnd() throws Exception {
        GuardedMethod method = guarded(Client.class, "total", String.class, Continuation.class);

        assertThat(method.isSuspend()).isTrue();
        assertThat(method.returnType()).isEqualTo(Integer.class);
        for (String unknown : new String[] {"raw", "upper"}) {
            assertThat(guarded(Client.class, unknown, Continuation.class).returnType())
                    .isEqualTo(Object.class);
        }
    }

    @Test
    void theFallbackOfASuspendFunctionTakesTheExceptionBeforeTheContinuation() throws Throwable {
        GuardedMethod method = guarded(Client.class, "total", String.class, Continuation.class);
        FailfastException rejection = new FailfastException("sales_api", Fixture.OPEN_FOR);
        Continuation<Integer> continuation = new Continuation<>() {
            @Override
            public CoroutineContext getContext() {
                return EmptyCoroutineContext.INSTANCE;
            }

            @Override
            public void resumeWith(Object result) {}

            @Override
            public String toString() {
                return "continued";
            }
        };

        assertThat(method.rejected(new Client(), new Object[] {" a ", continuation}, rejection))
                .isEqualTo("sales_api a continued");
    }
}
