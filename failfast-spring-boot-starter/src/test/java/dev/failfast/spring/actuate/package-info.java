@NullMarked
package dev.failfast.spring.actuate;

import org.jspecify.annotations.NullMarked;
