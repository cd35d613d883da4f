/** What one call costs, measured by JMH. */
@NullMarked
package dev.failfast.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
