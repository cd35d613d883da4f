@NullMarked
package dev.failfast;

import org.jspecify.annotations.NullMarked;
