package dev.failfast;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Failfast} says of one method of a class: which breaker guards it, and what answers while the service is
 * broken. For frameworks that make proxies of their own, as Spring does; {@link BreakerRegistry#guard(Class, Object)}
 * stands on the same.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class GuardedMethod {

    /** The call itself, as the framework makes it. */
    @FunctionalInterface
    public interface Call {
        /**
         * Calls the method.
         *
         * @return what it returned
         * @throws Throwable what it threw, as it is
         */
        @Nullable
        Object proceed() throws Throwable;
    }

    private final Method method;
    private final Class<?> returned;
    private final Failfast annotation;
    private final @Nullable Fallback fallback;

    GuardedMethod(Method method, Class<?> returned, Failfast annotation, @Nullable Fallback fallback) {
        this.method = method;
        this.returned = returned;
        this.annotation = annotation;
        this.fallback = fallback;
    }

    /**
     * The guarded methods of a class, by the rules of {@link Failfast}: those of the class and its superclasses,
     * whatever their visibility, and those of its interfaces, by which they may be called too. A type's annotation is
     * for every method that is neither private nor static.
     *
     * <p>Costs one look at each method of the class and its supertypes.
     *
     * @param type a class, also that of a proxy
     * @return immutable, keyed by every declaration that a call can come by; empty if nothing is annotated
     * @throws IllegalArgumentException if an annotation can have no effect, contradicts another, or names a fallback
     *     that is not there; says which and why
     */
    public static Map<Method, GuardedMethod> of(Class<?> type) {
        return GuardedMethods.ofClass(type);
    }

    /**
     * What the method returns, type parameters resolved as far as the class knows them; of a {@code suspend} function
     * what it answers in the end.
     *
     * @return the class, {@code void.class} for none
     */
    public Class<?> returnType() {
        return returned;
    }

    /**
     * Whether it is a Kotlin {@code suspend} function, which {@link #call} cannot guard.
     *
     * @return true if its last parameter is a continuation
     */
    public boolean isSuspend() {
        return Suspend.is(method);
    }

    /**
     * Why what the method returns cannot be guarded by {@link #call}: it is there before the service has answered, in a
     * way that a breaker cannot follow.
     *
     * @return the reason and what to do instead, or null if it can be guarded
     */
    public @Nullable String refusal() {
        return Unguardable.reason(returned, isSuspend());
    }

    /**
     * The breaker of the method: {@link BreakerRegistry#get}, or one of its own if the annotation carries options.
     *
     * @param registry the registry that the application has
     * @return for equal options of the same service the same each time
     * @throws IllegalArgumentException if the options of the annotation are refused; names the method
     */
    public Breaker breaker(BreakerRegistry registry) {
        try {
            return registry.breakerOf(annotation);
        } catch (IllegalArgumentException e) {
            throw cannotGuard(e.getMessage(), e);
        }
    }

    /**
     * Makes a guarded call of a method whose {@link #refusal()} is null: like {@link Breaker#callAsync} if it returns
     * {@link CompletionStage} or {@link java.util.concurrent.CompletableFuture}, else like {@link Breaker#call}. While
     * the service is broken the fallback answers, if there is one.
     *
     * @param breaker the {@link #breaker}
     * @param target the object, for the fallback
     * @param arguments of the call, for the fallback; null for none
     * @param call the call; made at most once
     * @return what it or the fallback returned
     * @throws FailfastException if the service is broken and there is no fallback; the call was not made
     * @throws Throwable what the call or the fallback threw, as it is
     */
    public @Nullable Object call(Breaker breaker, Object target, @Nullable Object @Nullable [] arguments, Call call)
            throws Throwable {
        return Unguardable.isAsync(returned)
                ? callAsync(breaker, target, arguments, call)
                : callSync(breaker, target, arguments, call);
    }

    /**
     * What is answered instead of a rejected call; for those who guard by {@link Breaker#acquire()}.
     *
     * @param target the object
     * @param arguments of the call, null for none; of a {@code suspend} function with its continuation
     * @param rejection what {@link Breaker#acquire()} threw
     * @return what the fallback returned
     * @throws FailfastException the rejection, if there is no fallback
     * @throws Throwable what the fallback threw, as it is
     */
    public @Nullable Object rejected(
            Object target, @Nullable Object @Nullable [] arguments, FailfastException rejection) throws Throwable {
        if (fallback == null) {
            throw rejection;
        }
        return fallback.call(target, arguments, rejection);
    }

    /**
     * For messages.
     *
     * @return class, name and parameters
     */
    @Override
    public String toString() {
        return describe(method);
    }

    // ---- how it works

    /** Only a rejection by this very breaker calls the fallback, not what the call threw, whatever it is. */
    private static final class Attempt {
        private final Call call;
        private boolean made;

        Attempt(Call call) {
            this.call = call;
        }

        @Nullable
        Object make() throws Throwable {
            made = true;
            return call.proceed();
        }
    }

    @SuppressWarnings("NullAway") // its checker does not see that T may be null here
    private @Nullable Object callSync(
            Breaker breaker, Object target, @Nullable Object @Nullable [] arguments, Call call) throws Throwable {
        if (fallback == null) {
            return breaker.<Call, @Nullable Object, Throwable, RuntimeException>guard(
                    breaker.read(), call, Call::proceed);
        }
        Attempt attempt = new Attempt(call);
        try {
            return breaker.<Attempt, @Nullable Object, Throwable, RuntimeException>guard(
                    breaker.read(), attempt, Attempt::make);
        } catch (FailfastException e) {
            if (attempt.made) {
                throw e;
            }
            return fallback.call(target, arguments, e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
    private @Nullable Object callAsync(
            Breaker breaker, Object target, @Nullable Object @Nullable [] arguments, Call call) {
        Permit permit;
        try {
            permit = breaker.acquire();
        } catch (FailfastException e) {
            return answered(target, arguments, e);
        }
        return breaker.<@Nullable Object>callAsync(permit, () -> stage(call));
    }

    /** As a rejected call it never throws. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
    private @Nullable Object answered(
            Object target, @Nullable Object @Nullable [] arguments, FailfastException rejection) {
        try {
            return rejected(target, arguments, rejection);
        } catch (Throwable t) {
            return CompletableFuture.failedFuture(t);
        }
    }

    @SuppressWarnings("NullAway") // callAsync looks for a null stage itself
    private static CompletionStage<?> stage(Call call) {
        try {
            return (CompletionStage<?>) call.proceed();
        } catch (Throwable t) {
            return GuardedMethod.<RuntimeException>rethrow(t);
        }
    }

    /** What is checked too, for what gets into the future is the original, with nothing wrapped around it. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> CompletionStage<?> rethrow(Throwable t) throws X {
        throw (X) t;
    }

    IllegalArgumentException cannotGuard(@Nullable String why, @Nullable Throwable cause) {
        return cannotGuard(method, why, cause);
    }

    static IllegalArgumentException cannotGuard(Method method, @Nullable String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("cannot guard " + describe(method) + ": " + why, cause);
    }

    private static String describe(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(
                        ", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
    }
}
