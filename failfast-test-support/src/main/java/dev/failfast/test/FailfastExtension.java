package dev.failfast.test;

import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What is behind {@link FailfastTest}. To be registered by hand where a test wants to have it in a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * final FailfastExtension failfast = new FailfastExtension();
 * }</pre>
 *
 * <p>The field must not be static if tests run in parallel: its methods speak of the test that began last.
 */
public final class FailfastExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(FailfastExtension.class);

    private @Nullable TestFleet current;

    /** An extension that makes a new fleet for each test. */
    public FailfastExtension() {}

    /**
     * The fleet of the test that runs.
     *
     * @return its database and hosts
     * @throws IllegalStateException outside of a test
     */
    public TestFleet fleet() {
        TestFleet fleet = current;
        if (fleet == null) {
            throw new IllegalStateException("there is a fleet only while a test runs");
        }
        return fleet;
    }

    /**
     * {@link TestFleet#dataSource()} of the test that runs.
     *
     * @return its database
     */
    public DataSource dataSource() {
        return fleet().dataSource();
    }

    /**
     * {@link TestFleet#store()} of the test that runs.
     *
     * @return its first host's store
     */
    public Store store() {
        return fleet().store();
    }

    /**
     * {@link TestFleet#registry()} of the test that runs.
     *
     * @return its first host's registry
     */
    public BreakerRegistry registry() {
        return fleet().registry();
    }

    /**
     * {@link TestFleet#elapse} of the test that runs.
     *
     * @param duration how much, not negative
     */
    public void elapse(Duration duration) {
        fleet().elapse(duration);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current = fleet(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        current = null;
        TestFleet fleet = context.getStore(NAMESPACE).remove(TestFleet.class, TestFleet.class);
        if (fleet != null) {
            fleet.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        // Only where there is a test: a constructor or @BeforeAll would get a database that no test sees.
        return context.getTestMethod().isPresent()
                && (type == TestFleet.class
                        || type == DataSource.class
                        || type == Store.class
                        || type == BreakerRegistry.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestFleet fleet = fleet(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == DataSource.class) {
            return fleet.dataSource();
        }
        if (type == Store.class) {
            return fleet.store();
        }
        return type == BreakerRegistry.class ? fleet.registry() : fleet;
    }

    private static TestFleet fleet(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestFleet.class, key -> new TestFleet(), TestFleet.class);
    }
}
