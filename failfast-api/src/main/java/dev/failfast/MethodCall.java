package dev.failfast;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls one method of the target of a proxy. */
interface MethodCall {
    /** What the method throws comes out as it is. */
    @Nullable
    Object make(@Nullable Object @Nullable [] arguments) throws Throwable;

    static MethodCall of(MethodHandle handle) {
        return arguments -> (Object) handle.invokeExact(arguments);
    }

    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    default MethodCall guarded(Breaker breaker) {
        return arguments -> breaker.<MethodCall, @Nullable Object, Throwable, RuntimeException>guard(
                breaker.read(), this, call -> call.make(arguments));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the lambda returns
    default MethodCall guardedAsync(Breaker breaker) {
        return arguments -> breaker.<@Nullable Object>callAsync(() -> stage(arguments));
    }

    @SuppressWarnings("NullAway") // callAsync looks for a null stage itself
    private CompletionStage<?> stage(@Nullable Object @Nullable [] arguments) {
        try {
            return (CompletionStage<?>) make(arguments);
        } catch (Throwable t) {
            return MethodCall.<RuntimeException>rethrow(t);
        }
    }

    /** What is checked too, for what gets into the future is the original, with nothing wrapped around it. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> CompletionStage<?> rethrow(Throwable t) throws X {
        throw (X) t;
    }
}
