/**
 * A circuit breaker whose state is shared between hosts. Start at {@link dev.failfast.Breaker}; many breakers are kept
 * by a {@link dev.failfast.BreakerRegistry}; where the state lives is a {@link dev.failfast.Store}.
 */
@NullMarked
package dev.failfast;

import org.jspecify.annotations.NullMarked;
