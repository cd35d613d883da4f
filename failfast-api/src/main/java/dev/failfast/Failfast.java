package dev.failfast;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Guards a method, or all methods of a type, by the breaker of a service. It takes effect on what
 * {@link BreakerRegistry#guard(Class, Object) BreakerRegistry.guard} returns, on the beans of an application with
 * failfast-spring-boot-starter, and nowhere else.
 *
 * <pre>{@code
 * interface InvoiceClient {
 *   @Failfast(value = "sales_api", openFor = "60s", tripOn = IOException.class)
 *   List<Invoice> invoices() throws IOException;
 * }
 * }</pre>
 *
 * <p>Of several the first of these counts: on the method of the implementation (or on one that it overrides), on the
 * method of the interface (or of one that it extends), on the class of the implementation (or one that it extends), on
 * the interface. On a type it means every method but {@code equals}, {@code hashCode}, {@code toString} and
 * {@link AutoCloseable#close()}, which must work while the service is broken and says nothing about it. On an
 * annotation of your own it means what carries that one directly.
 *
 * <p>Options come from the registry's {@linkplain BreakerRegistryBuilder#defaults defaults}, then from here, then from
 * {@link BreakerRegistryBuilder#configure}; a later one replaces or adds as {@link BreakerBuilder} says.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Failfast {

    /**
     * The name of the service.
     *
     * @return a name as {@link Breaker#named} takes it
     */
    String value();

    /**
     * How long the service is broken after a failure: a whole number with a unit ("500ms", "60s", "5m", "1h", "1d") or
     * ISO-8601 ("PT1M").
     *
     * @return a positive duration; empty for the registry's default
     */
    String openFor() default "";

    /**
     * Exceptions that are failures, with their subclasses, as {@link BreakerBuilder#tripOn}. Adds to the defaults.
     *
     * @return exception classes; none for the registry's defaults
     */
    Class<? extends Throwable>[] tripOn() default {};

    /**
     * Exceptions that say nothing about the service, with their subclasses, as {@link BreakerBuilder#ignore}. Adds to
     * the defaults.
     *
     * @return exception classes; none for the registry's defaults
     */
    Class<? extends Throwable>[] ignore() default {};

    /**
     * The method that answers while the service is broken, called on the same object instead of a call that was
     * rejected. Not for failures of the call itself: those reach the caller, and so does a {@link FailfastException}
     * that comes out of the call.
     *
     * <p>It is an instance method of the class or a default method of an interface, of any visibility, with the same
     * parameters and optionally a {@link FailfastException} after them (preferred if there are both; of a
     * {@code suspend} function it suspends too), and returns the same type or a subtype. It is called without a guard
     * of its own. Only on methods: that of a type is refused.
     *
     * @return its name; empty for none, then the {@link FailfastException} reaches the caller
     */
    String fallback() default "";
}
