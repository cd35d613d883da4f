/** Tables, pictures and the document they go to. */
@NullMarked
package dev.failfast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
