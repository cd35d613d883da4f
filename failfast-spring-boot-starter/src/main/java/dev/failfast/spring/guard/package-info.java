/** {@code @Failfast} on the beans of a Spring application. */
@NullMarked
package dev.failfast.spring.guard;

import org.jspecify.annotations.NullMarked;
