package dev.failfast;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the breakers of a registry.
 *
 * @param store of all of them
 * @param defaults options of all of them
 * @param configured options by service, which have the last word
 */
record BreakerOptions(
        Store store, Consumer<BreakerBuilder> defaults, Map<String, Consumer<BreakerBuilder>> configured) {
    /** With defaults that are refused no breaker can be made, so they are tried before the first one is needed. */
    void checkDefaults() {
        build("defaults", defaults, "the defaults of the registry");
    }

    Breaker make(String name) {
        return make(name, breaker -> {});
    }

    Breaker make(String name, Consumer<BreakerBuilder> annotated) {
        Consumer<BreakerBuilder> options = defaults.andThen(annotated);
        Consumer<BreakerBuilder> last = configured.get(name);
        return build(name, last == null ? options : options.andThen(last), "the options of " + name);
    }

    private Breaker build(String name, Consumer<BreakerBuilder> options, String what) {
        BreakerBuilder builder = Breaker.named(name).store(store);
        try {
            options.accept(builder);
            return builder.build();
        } catch (RuntimeException e) {
            String why = e instanceof IllegalArgumentException
                    ? e.getMessage()
                    : e.getClass().getName();
            throw new IllegalArgumentException(what + " are refused: " + why, e);
        }
    }
}
