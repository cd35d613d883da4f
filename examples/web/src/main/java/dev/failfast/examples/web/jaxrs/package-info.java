/** A JAX-RS application, on Jersey and Grizzly. */
@NullMarked
package dev.failfast.examples.web.jaxrs;

import org.jspecify.annotations.NullMarked;
