/**
 * Three hosts call a service that turns slow: first without the library, then with it.
 * {@link dev.failfast.examples.fleet.Fleet} is the program, {@link dev.failfast.examples.fleet.Host} one host.
 */
@NullMarked
package dev.failfast.examples.fleet;

import org.jspecify.annotations.NullMarked;
