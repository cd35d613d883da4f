/**
 * A shop that calls a third party, as a Spring Boot application with failfast-spring-boot-starter does it: by
 * {@code @Failfast} with a fallback in {@link dev.failfast.examples.shop.Invoices}, and by a breaker of the registry in
 * {@link dev.failfast.examples.shop.Orders}.
 */
@NullMarked
package dev.failfast.examples.shop;

import org.jspecify.annotations.NullMarked;
