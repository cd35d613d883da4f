package dev.failfast.examples.fleet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ways to break one host on purpose, to see that the promises notice. */
enum Sabotage {
    NONE,
    /** Its breaker is not enabled. */
    DISABLED,
    /** It shares nothing with the others. */
    ALONE;

    static final String VICTIM = "host-2";

    static Sabotage of(@Nullable String word) {
        try {
            return word == null ? NONE : valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new DemoException("demo.sabotage must be none, disabled or alone");
        }
    }
}
