@NullMarked
package dev.failfast.benchmarks;

import org.jspecify.annotations.NullMarked;
