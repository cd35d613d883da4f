/** What breakers and their store do, as Micrometer meters. Start at {@link dev.failfast.micrometer.FailfastMetrics}. */
@NullMarked
package dev.failfast.micrometer;

import org.jspecify.annotations.NullMarked;
