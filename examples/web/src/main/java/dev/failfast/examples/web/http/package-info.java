/** HTTP clients with one breaker per host. */
@NullMarked
package dev.failfast.examples.web.http;

import org.jspecify.annotations.NullMarked;
