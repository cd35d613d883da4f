package dev.failfast.spring.guard;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.GuardedMethod;
import java.util.function.Predicate;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Each subscription is one guarded call of the method, which is not called before the breaker lets it pass. */
final class ReactorForms {

    /** Calls something that returns a publisher. */
    @FunctionalInterface
    interface Assembly {
        @Nullable
        Object make() throws Throwable;
    }

    /** Calls what answers instead of a rejected call. */
    @FunctionalInterface
    interface Fallback {
        @Nullable
        Object answer(FailfastException rejection) throws Throwable;
    }

    private ReactorForms() {}

    static Mono<Object> mono(GuardedMethod method, Breaker breaker, Object target, MethodInvocation invocation) {
        return mono(
                breaker,
                failure -> false,
                () -> proceed(invocation),
                rejection -> method.rejected(target, invocation.getArguments(), rejection));
    }

    /** Failures of the given kind count as such whatever the breaker's options say. */
    static Mono<Object> mono(Breaker breaker, Predicate<Throwable> failing, Assembly made, Fallback rejected) {
        return Mono.deferContextual(context -> {
            if (InsideProbe.isOf(breaker, context)) {
                return mono(made);
            }
            ReactiveCall call = new ReactiveCall(breaker, failing);
            return call.admission(context)
                    .flatMap(rejection -> rejection
                            .map(e -> mono(() -> rejected.answer(e)))
                            .orElseGet(() -> call.judged(mono(made)).contextWrite(call::inside)))
                    .doOnCancel(call::cancel);
        });
    }

    static Flux<Object> flux(GuardedMethod method, Breaker breaker, Object target, MethodInvocation invocation) {
        return Flux.deferContextual(context -> {
            if (InsideProbe.isOf(breaker, context)) {
                return flux(() -> proceed(invocation));
            }
            ReactiveCall call = new ReactiveCall(breaker, failure -> false);
            return call.admission(context)
                    .flatMapMany(rejection -> rejection
                            .map(e -> flux(() -> method.rejected(target, invocation.getArguments(), e)))
                            .orElseGet(() ->
                                    call.judged(flux(() -> proceed(invocation))).contextWrite(call::inside)))
                    .doOnCancel(call::cancel);
        });
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a method that returns null fails its subscriber
    private static Mono<Object> mono(Assembly assembly) {
        return Mono.defer(() -> {
            try {
                return (Mono<Object>) assembly.make();
            } catch (Throwable t) {
                return Mono.error(t);
            }
        });
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a method that returns null fails its subscriber
    private static Flux<Object> flux(Assembly assembly) {
        return Flux.defer(() -> {
            try {
                return (Flux<Object>) assembly.make();
            } catch (Throwable t) {
                return Flux.error(t);
            }
        });
    }

    /** An invocation proceeds once, and a publisher may be subscribed to more than once. */
    static @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
        return (invocation instanceof ProxyMethodInvocation proxied ? proxied.invocableClone() : invocation).proceed();
    }
}
