/** What breakers do while the database is in trouble, under load and measured; with nothing but the public API. */
@NullMarked
package dev.failfast.test.faults;

import org.jspecify.annotations.NullMarked;
