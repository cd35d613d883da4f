package dev.failfast.spring.guard;

import dev.failfast.GuardedMethod;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Chooses how a method is guarded; what is not on the class path is not touched. */
final class Forms {
    private Forms() {}

    /**
     * The way to guard a method.
     *
     * @throws IllegalArgumentException if there is none; says which method, why, and what to do
     */
    static BeanMethod.Form of(GuardedMethod method) {
        if (method.isSuspend()) {
            return suspend(method);
        }
        return switch (method.returnType().getName()) {
            case "reactor.core.publisher.Mono" -> ReactorForms::mono;
            case "reactor.core.publisher.Flux" -> ReactorForms::flux;
            default -> {
                refuse(method, method.refusal());
                yield BeanMethod.Form::plain;
            }
        };
    }

    private static BeanMethod.Form suspend(GuardedMethod method) {
        refuse(method, method.refusal());
        if (!isPresent("kotlinx.coroutines.reactor.MonoKt") || !isPresent("kotlin.reflect.full.KClasses")) {
            refuse(
                    method,
                    "it is a suspend function, which Spring's proxies see only with"
                            + " org.jetbrains.kotlinx:kotlinx-coroutines-reactor and org.jetbrains.kotlin:kotlin-reflect"
                            + " on the class path; add them, or use Breaker.acquire inside of it");
        }
        return SuspendForm::call;
    }

    private static void refuse(GuardedMethod method, @Nullable String why) {
        if (why != null) {
            throw new IllegalArgumentException("cannot guard " + method + ": " + why);
        }
    }

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, Forms.class.getClassLoader());
    }
}
