package dev.failfast;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Calls one method of the target of a proxy. */
interface MethodCall {
    /** What the method throws comes out as it is. */
    @Nullable
    Object make(@Nullable Object @Nullable [] arguments) throws Throwable;

    static MethodCall of(MethodHandle handle) {
        return arguments -> (Object) handle.invokeExact(arguments);
    }
}
