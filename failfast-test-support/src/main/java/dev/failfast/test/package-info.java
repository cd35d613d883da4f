/**
 * For tests of applications that use failfast, and of stores that others write: {@link dev.failfast.test.FailfastTest}
 * gives a test a migrated H2 database of its own, {@link dev.failfast.test.StoreContract} is the suite that every store
 * passes.
 */
@NullMarked
package dev.failfast.test;

import org.jspecify.annotations.NullMarked;
