package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which annotation counts for which method. */
class GuardPlacementTest {
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

    private void assertGuardedBy(String name, Runnable call) {
        call.run();
        registry.get(name).forceOpen();
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getServiceName()).isEqualTo(name));
        registry.get(name).reset();
    }

    @Failfast("interface_type")
    public interface Placed {
        void onAll();

        void onClass();

        @Failfast("interface_method")
        void onInterfaceMethod();

        @Failfast("interface_method")
        void onBothMethods();
    }

    @Failfast("class")
    static class PlacedImpl implements Placed {
        @Override
        @Failfast("method")
        public void onAll() {}

        @Override
        public void onClass() {}

        @Override
        public void onInterfaceMethod() {}

        @Override
        @Failfast("method")
        public void onBothMethods() {}
    }

    @Test
    void ofSeveralAnnotationsTheNearestCounts() {
        Placed placed = registry.guard(Placed.class, new PlacedImpl());

        assertGuardedBy("method", placed::onAll);
        assertGuardedBy("method", placed::onBothMethods);
        assertGuardedBy("interface_method", placed::onInterfaceMethod);
        assertGuardedBy("class", placed::onClass);
    }

    static final class PlacedSub extends PlacedImpl {
        @Override
        public void onAll() {}
    }

    @Test
    void aSubclassKeepsTheAnnotationsOfItsSuperclassAndOfTheMethodsItOverrides() {
        Placed placed = registry.guard(Placed.class, new PlacedSub());

        assertGuardedBy("method", placed::onAll);
        assertGuardedBy("method", placed::onBothMethods);
        assertGuardedBy("class", placed::onClass);
    }

    @Test
    void theInterfaceTypeIsTheLast() {
        Placed placed = registry.guard(Placed.class, new Placed() {
            @Override
            public void onAll() {}

            @Override
            public void onClass() {}

            @Override
            public void onInterfaceMethod() {}

            @Override
            public void onBothMethods() {}
        });

        assertGuardedBy("interface_type", placed::onAll);
        assertGuardedBy("interface_method", placed::onBothMethods);
    }

    @Failfast("sales_api")
    public interface Sales {
        void sell();
    }

    @Failfast("tax_api")
    public interface Tax {
        void declare();
    }

    public interface SalesAndTax extends Sales, Tax {}

    static final class SalesAndTaxImpl implements SalesAndTax {
        @Override
        public void sell() {}

        @Override
        public void declare() {}
    }

    @Test
    void aMethodIsGuardedByTheAnnotationOfTheInterfaceThatDeclaresIt() {
        SalesAndTax both = registry.guard(SalesAndTax.class, new SalesAndTaxImpl());

        assertGuardedBy("sales_api", both::sell);
        assertGuardedBy("tax_api", both::declare);
    }

    public interface MoreSales extends Sales {
        void more();
    }

    @Test
    void anInterfaceInheritsTheAnnotationOfTheOneThatItExtends() {
        MoreSales more = registry.guard(MoreSales.class, new MoreSales() {
            @Override
            public void sell() {}

            @Override
            public void more() {}
        });

        assertGuardedBy("sales_api", more::more);
        assertGuardedBy("sales_api", more::sell);
    }

    @Test
    void anAnnotationOfAnotherInterfaceOfTheTargetIsNoneOfThisProxysBusiness() {
        class Both implements Runnable, Sales {
            @Override
            @Failfast("runs")
            public void run() {}

            @Override
            @Failfast("sells")
            public void sell() {}
        }

        assertGuardedBy("runs", registry.guard(Runnable.class, new Both()));
        assertGuardedBy("sells", registry.guard(Sales.class, new Both())::sell);
    }

    @Test
    void anInterfaceOfTheJdkCanBeGuardedByTheAnnotationOfItsImplementation() {
        class Answer implements Supplier<String> {
            @Override
            @Failfast("jdk")
            public String get() {
                return "42";
            }
        }
        @SuppressWarnings("unchecked")
        Supplier<String> guardedSupplier = registry.guard(Supplier.class, new Answer());

        assertGuardedBy("jdk", () -> assertThat(guardedSupplier.get()).isEqualTo("42"));
    }

    @Failfast("closeable")
    public interface Connection extends Closeable {
        void send();

        @Override
        void close();
    }

    static class ConnectionImpl implements Connection {
        int closed;

        @Override
        public void send() {}

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void aResourceOfABrokenServiceCanBeClosedAndThatHealsNothing() {
        ConnectionImpl target = new ConnectionImpl();
        Connection connection = registry.guard(Connection.class, target);
        registry.get("closeable").forceOpen(Duration.ofSeconds(1));

        connection.close();
        pass(Duration.ofSeconds(2));
        connection.close();

        assertThat(target.closed).isEqualTo(2);
        assertThat(isOpen("closeable")).isTrue();
    }

    @Test
    void closeIsGuardedIfItIsAnnotatedItself() {
        Connection connection = registry.guard(Connection.class, new ConnectionImpl() {
            @Override
            @Failfast("close")
            public void close() {}
        });

        assertGuardedBy("close", connection::close);
    }

    @Test
    void aGuardedCallInsideOfAProbeOfTheSameServiceIsPartOfIt() {
        class Inner implements Sales {
            @Override
            public void sell() {}
        }
        Sales inner = registry.guard(Sales.class, new Inner());
        Sales outer = registry.guard(Sales.class, () -> inner.sell());
        registry.get("sales_api").forceOpen(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));

        outer.sell();

        assertThat(isOpen("sales_api")).isFalse();
    }

    @Test
    void aGuardedProxyMayBeGuardedAgain() {
        assertGuardedBy("sales_api", registry.guard(Sales.class, registry.guard(Sales.class, () -> {}))::sell);
    }

    // ---- what does not count

    public interface Elsewhere {
        @Failfast("elsewhere")
        void run();
    }

    @Test
    void theSameMethodAnnotatedInAnotherInterfaceOfTheTargetDoesNotCount() {
        @Failfast("class")
        class Both implements Elsewhere, Runnable {
            @Override
            public void run() {}
        }

        assertGuardedBy("class", registry.guard(Runnable.class, new Both()));
    }

    @Failfast("own")
    public interface OwnAnnotation extends Sales {}

    @Test
    void theAnnotationOfTheGuardedInterfaceCountsMoreThanThatOfItsSuperInterface() {
        assertGuardedBy("own", registry.guard(OwnAnnotation.class, () -> {})::sell);
    }

    @Failfast("door")
    public interface Door {
        void close();
    }

    @Test
    void closeOfWhatIsNoResourceIsGuarded() {
        assertGuardedBy("door", registry.guard(Door.class, () -> {})::close);
    }
}
