/** The Java of README.md, so that it compiles. */
@NullMarked
package dev.failfast.examples.readme;

import org.jspecify.annotations.NullMarked;
