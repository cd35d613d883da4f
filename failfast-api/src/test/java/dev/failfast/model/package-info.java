/**
 * The breaker against a model of it, all interleavings of a small fleet, and one test for each rule that interleavings
 * taught.
 */
@NullMarked
package dev.failfast.model;

import org.jspecify.annotations.NullMarked;
