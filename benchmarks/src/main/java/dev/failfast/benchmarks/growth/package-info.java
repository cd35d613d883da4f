/** How cost grows with breakers, hosts, rows and failures. */
@NullMarked
package dev.failfast.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
