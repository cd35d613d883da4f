package dev.failfast.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a migrated H2 database of its own. Test methods, and {@code @BeforeEach} and
 * {@code @AfterEach} methods, ask for what they need by parameters: {@link TestFleet}, {@link javax.sql.DataSource},
 * {@link dev.failfast.Store} or {@link dev.failfast.BreakerRegistry}.
 *
 * <pre>{@code
 * @FailfastTest
 * class InvoicesTest {
 *     @Test
 *     void servesFromTheCacheWhileSalesIsBroken(BreakerRegistry registry, TestFleet fleet) {
 *         registry.get("sales_api").forceOpen(Duration.ofSeconds(60));
 *         ...
 *         fleet.elapse(Duration.ofSeconds(60));
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FailfastExtension.class)
public @interface FailfastTest {}
