@NullMarked
package dev.failfast.examples.readme;

import org.jspecify.annotations.NullMarked;
