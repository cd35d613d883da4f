@NullMarked
package dev.failfast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
