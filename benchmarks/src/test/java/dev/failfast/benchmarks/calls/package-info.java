@NullMarked
package dev.failfast.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
