/** What a call costs, beside the alternatives, and how cost grows. */
@NullMarked
package dev.failfast.benchmarks;

import org.jspecify.annotations.NullMarked;
