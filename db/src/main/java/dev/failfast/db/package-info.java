/** The table {@code broken_services}: {@link dev.failfast.db.FailfastSchema} creates it. */
@NullMarked
package dev.failfast.db;

import org.jspecify.annotations.NullMarked;
