@NullMarked
package dev.failfast.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
