package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a guarded proxy does. See also the other tests whose names begin with Guard. */
class GuardTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Store store = Store.inProcess(() -> requireNonNull(now.get()));
    private final BreakerRegistry registry =
            BreakerRegistry.builder().store(store).build();

    private void pass(Duration time) {
        now.updateAndGet(instant -> requireNonNull(instant).plus(time));
    }

    private boolean isOpen(String name) {
        return store.read(name) != null;
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).isNotInstanceOf(FailfastException.class);
    }

    public interface InvoiceClient {
        @Failfast("sales_api")
        String invoices(String customer) throws IOException;

        String version() throws IOException;
    }

    static final class FakeInvoiceClient implements InvoiceClient {
        int calls;

        @Nullable
        Throwable failure;

        @Override
        public String invoices(String customer) {
            return answer(customer.toUpperCase(Locale.ROOT));
        }

        @Override
        public String version() {
            return answer("1");
        }

        private String answer(String text) {
            calls++;
            if (failure != null) {
                return FakeInvoiceClient.<RuntimeException>sneaky(failure);
            }
            return text;
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> String sneaky(Throwable t) throws X {
            throw (X) t;
        }

        @Override
        public String toString() {
            return "the client";
        }
    }

    private final FakeInvoiceClient client = new FakeInvoiceClient();
    private final InvoiceClient guarded = registry.guard(InvoiceClient.class, client);

    @Test
    void aCallThatPassesReturnsWhatTheTargetReturns() throws IOException {
        assertThat(guarded.invoices("acme")).isEqualTo("ACME");
        assertThat(isOpen("sales_api")).isFalse();
    }

    @Test
    void afterAFailureTheTargetIsNotCalled() {
        client.failure = new IOException();
        assertThatThrownBy(() -> guarded.invoices("acme")).isSameAs(client.failure);

        client.failure = null;
        assertThatThrownBy(() -> guarded.invoices("acme"))
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getServiceName()).isEqualTo("sales_api"));
        assertThat(client.calls).isEqualTo(1);
    }

    @Test
    void whenTheBreakIsOverOneCallProbesAndHeals() throws IOException {
        client.failure = new IOException();
        assertFails(() -> guarded.invoices("acme"));
        client.failure = null;
        pass(Duration.ofSeconds(60));

        assertThat(guarded.invoices("acme")).isEqualTo("ACME");
        assertThat(isOpen("sales_api")).isFalse();
    }

    @Test
    void aMethodWithoutAnnotationIsNotGuarded() throws IOException {
        client.failure = new IOException();
        assertThatThrownBy(guarded::version).isSameAs(client.failure);
        assertThat(isOpen("sales_api")).isFalse();

        registry.get("sales_api").forceOpen();
        client.failure = null;
        assertThat(guarded.version()).isEqualTo("1");
    }

    @Test
    void exceptionsAndErrorsReachTheCallerAsTheyAre() {
        for (Throwable failure : List.of(
                new FileNotFoundException(), new IllegalStateException(), new StackOverflowError(), new Error())) {
            registry.get("sales_api").reset();
            client.failure = failure;
            assertThatThrownBy(() -> guarded.invoices("acme")).isSameAs(failure);
            assertThatThrownBy(guarded::version).isSameAs(failure);
        }
    }

    @Test
    void anErrorIsAbandonedAsInEveryGuardedCall() {
        client.failure = new Error();
        assertFails(() -> guarded.invoices("acme"));

        assertThat(isOpen("sales_api")).isFalse();
    }

    @Test
    @SuppressWarnings("EqualsWithItself")
    void aProxyIsEqualOnlyToItself() {
        InvoiceClient other = registry.guard(InvoiceClient.class, client);

        assertThat(guarded.equals(guarded)).isTrue();
        assertThat(guarded.equals(other)).isFalse();
        assertThat(guarded.equals(client)).isFalse();
        assertThat(guarded.equals(null)).isFalse();
        assertThat(guarded.hashCode()).isEqualTo(guarded.hashCode()).isNotEqualTo(other.hashCode());
    }

    @Test
    void toStringIsTheTargets() {
        registry.get("sales_api").forceOpen();

        assertThat(guarded).hasToString("the client");
    }

    @Failfast("on_type")
    public interface WithObjectMethods {
        @Override
        boolean equals(@Nullable Object other);

        @Override
        int hashCode();

        @Override
        String toString();

        String toString(int radix);
    }

    @Test
    void methodsOfObjectAreNotGuardedByAnAnnotationOnTheTypeButTheirOverloadsAre() {
        WithObjectMethods proxy = registry.guard(WithObjectMethods.class, new WithObjectMethods() {
            @Override
            public String toString(int radix) {
                return "radix " + radix;
            }

            @Override
            public String toString() {
                return "target";
            }
        });
        assertThat(proxy.toString(2)).isEqualTo("radix 2");
        registry.get("on_type").forceOpen();

        assertThat(proxy).hasToString("target").isEqualTo(proxy).hasSameHashCodeAs(proxy);
        assertThatThrownBy(() -> proxy.toString(2)).isInstanceOf(FailfastException.class);
    }

    @Failfast("shapes")
    public interface Shapes {
        int twice(int i);

        double sum(byte a, short b, char c, long d, float e, double f, boolean g);

        void nothing();

        @Nullable
        String none();

        String join(String separator, String... parts);

        <N extends Number> N generic(N number);

        default String greeting() {
            return "hello from " + getClass().getSimpleName();
        }

        default String overridden() {
            return "default";
        }

        static String constant() {
            return "static";
        }
    }

    static class ShapesImpl implements Shapes {
        int nothings;

        @Override
        public int twice(int i) {
            return 2 * i;
        }

        @Override
        public double sum(byte a, short b, char c, long d, float e, double f, boolean g) {
            return a + b + c + d + e + f + (g ? 1 : 0);
        }

        @Override
        public void nothing() {
            nothings++;
        }

        @Override
        public @Nullable String none() {
            return null;
        }

        @Override
        public String join(String separator, String... parts) {
            return String.join(separator, parts);
        }

        @Override
        public <N extends Number> N generic(N number) {
            return number;
        }

        @Override
        public String overridden() {
            return "overridden";
        }
    }

    @Test
    void everyShapeOfMethodGoesThrough() {
        ShapesImpl target = new ShapesImpl();
        Shapes shapes = registry.guard(Shapes.class, target);

        assertThat(shapes.twice(21)).isEqualTo(42);
        assertThat(shapes.sum((byte) 1, (short) 2, (char) 3, 4L, 5f, 6d, true)).isEqualTo(22);
        shapes.nothing();
        assertThat(target.nothings).isEqualTo(1);
        assertThat(shapes.none()).isNull();
        assertThat(shapes.join("-", "a", "b")).isEqualTo("a-b");
        assertThat(shapes.join("-")).isEmpty();
        assertThat(shapes.<Integer>generic(1)).isEqualTo(1);
        assertThat(shapes.greeting()).isEqualTo("hello from ShapesImpl");
        assertThat(shapes.overridden()).isEqualTo("overridden");
        assertThat(Shapes.constant()).isEqualTo("static");
    }

    @Test
    void everyShapeOfMethodIsRejectedWhenTheServiceIsBroken() {
        ShapesImpl target = new ShapesImpl();
        Shapes shapes = registry.guard(Shapes.class, target);
        registry.get("shapes").forceOpen();

        assertThatThrownBy(() -> shapes.twice(21)).isInstanceOf(FailfastException.class);
        assertThatThrownBy(shapes::nothing).isInstanceOf(FailfastException.class);
        assertThatThrownBy(() -> shapes.join("-")).isInstanceOf(FailfastException.class);
        assertThatThrownBy(() -> shapes.generic(1)).isInstanceOf(FailfastException.class);
        assertThatThrownBy(shapes::greeting).isInstanceOf(FailfastException.class);
        assertThatThrownBy(shapes::overridden).isInstanceOf(FailfastException.class);
        assertThat(target.nothings).isZero();
    }

    // ---- what Java does not allow

    @Failfast("undeclared")
    public interface DeclaresNothing {
        String call();
    }

    @Test
    void aCheckedExceptionThatTheInterfaceDoesNotDeclareCountsButIsWrappedByTheProxy() {
        IOException failure = new IOException();
        DeclaresNothing proxy =
                registry.guard(DeclaresNothing.class, () -> FakeInvoiceClient.<RuntimeException>sneaky(failure));

        assertThatThrownBy(proxy::call)
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasCause(failure);
        assertThat(requireNonNull(store.read("undeclared")).reason()).isEqualTo("java.io.IOException");
    }
}
