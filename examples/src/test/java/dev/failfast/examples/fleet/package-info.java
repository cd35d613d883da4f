@NullMarked
package dev.failfast.examples.fleet;

import org.jspecify.annotations.NullMarked;
