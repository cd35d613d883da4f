@NullMarked
package dev.failfast.examples.web.jaxrs;

import org.jspecify.annotations.NullMarked;
