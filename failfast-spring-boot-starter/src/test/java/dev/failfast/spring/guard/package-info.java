@NullMarked
package dev.failfast.spring.guard;

import org.jspecify.annotations.NullMarked;
