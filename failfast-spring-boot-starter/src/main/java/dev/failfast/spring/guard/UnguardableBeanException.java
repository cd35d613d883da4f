package dev.failfast.spring.guard;

import org.jspecify.annotations.Nullable;

/**
 * A bean carries {@link dev.failfast.Failfast} in a way that could not do what it says. Stops the start of the
 * application. Its message names the bean (if it is known), the method, the reason, and what to do instead.
 */
public final class UnguardableBeanException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    UnguardableBeanException(@Nullable String bean, @Nullable String why, @Nullable Throwable cause) {
        super((bean == null ? "" : "bean " + bean + ": ") + why, cause);
    }
}
