/** Real databases for tests, of this module and of those that depend on its test jar. */
@NullMarked
package dev.failfast.db.testing;

import org.jspecify.annotations.NullMarked;
