package dev.failfast.spring.guard;

import static java.util.Objects.requireNonNull;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.GuardedMethod;
import java.util.Arrays;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.TimeoutCancellationException;
import kotlinx.coroutines.reactor.MonoKt;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * To the advice of a {@code suspend} function Spring shows a {@link Mono}, and gives what the advice returns to the
 * continuation: cancelling the coroutine cancels the subscription.
 */
final class SuspendForm {
    private SuspendForm() {}

    static Mono<Object> call(GuardedMethod method, Breaker breaker, Object target, MethodInvocation invocation) {
        return ReactorForms.mono(
                breaker,
                // Of a withTimeout in the function: one around it has cancelled the subscription by now.
                TimeoutCancellationException.class::isInstance,
                () -> ReactorForms.proceed(invocation),
                rejection -> fallback(method, target, invocation.getArguments(), rejection));
    }

    /** Runs where the coroutine runs; its job is the subscription. */
    private static Mono<Object> fallback(
            GuardedMethod method, Object target, @Nullable Object[] arguments, FailfastException rejection) {
        Continuation<?> caller = (Continuation<?>) requireNonNull(arguments[arguments.length - 1]);
        CoroutineContext context = caller.getContext().minusKey(Job.Key);
        return MonoKt.mono(context, (scope, continuation) -> {
            @Nullable Object[] own = Arrays.copyOf(arguments, arguments.length);
            own[own.length - 1] = continuation;
            try {
                return method.rejected(target, own, rejection);
            } catch (Throwable t) {
                return SuspendForm.<RuntimeException>rethrow(t);
            }
        });
    }

    /** Kotlin has no checked exceptions. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> Object rethrow(Throwable t) throws X {
        throw (X) t;
    }
}
