package dev.failfast;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The method that answers instead of a rejected call, on the same object. Safe for use by many threads. */
final class Fallback {
    private final MethodHandle handle;
    private final int exceptionAt;

    private Fallback(MethodHandle handle, int exceptionAt) {
        this.handle = handle;
        this.exceptionAt = exceptionAt;
    }

    /**
     * @param exceptionAt where the method wants the exception among the arguments; negative for nowhere
     * @throws IllegalArgumentException if the method is not accessible
     */
    static Fallback of(Method method, int exceptionAt, MethodHandles.Lookup lookup) {
        try {
            method.trySetAccessible(); // what the lookup sees anyway it sees without that
            return new Fallback(
                    lookup.unreflect(method)
                            .asFixedArity()
                            .asSpreader(1, Object[].class, method.getParameterCount())
                            .asType(MethodType.methodType(Object.class, Object.class, Object[].class)),
                    exceptionAt);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "its fallback " + method + " is not accessible; open its package to "
                            + (Fallback.class.getModule().isNamed()
                                    ? Fallback.class.getModule().getName()
                                    : "unnamed modules"),
                    e);
        }
    }

    @Nullable
    Object call(Object target, @Nullable Object @Nullable [] arguments, FailfastException rejection) throws Throwable {
        @Nullable Object[] given = arguments == null ? new @Nullable Object[0] : arguments;
        @Nullable Object[] all = exceptionAt < 0 ? given : inserted(given, rejection);
        return (Object) handle.invokeExact(target, all);
    }

    private @Nullable Object[] inserted(@Nullable Object[] arguments, FailfastException rejection) {
        @Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        System.arraycopy(arguments, exceptionAt, all, exceptionAt + 1, arguments.length - exceptionAt);
        all[exceptionAt] = rejection;
        return all;
    }
}
