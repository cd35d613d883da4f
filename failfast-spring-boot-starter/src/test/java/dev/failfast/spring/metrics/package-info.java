@NullMarked
package dev.failfast.spring.metrics;

import org.jspecify.annotations.NullMarked;
