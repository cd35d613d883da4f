/** Micrometer meters of an application's breakers and store, if it has failfast-micrometer and a meter registry. */
@NullMarked
package dev.failfast.spring.metrics;

import org.jspecify.annotations.NullMarked;
