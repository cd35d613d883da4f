package dev.failfast;

import java.util.List;

/** What a {@link Failfast} says of its breaker; what it says beside that, as its fallback, makes no other breaker. */
record AnnotatedOptions(
        String name, String openFor, List<Class<? extends Throwable>> tripOn, List<Class<? extends Throwable>> ignore) {
    static AnnotatedOptions of(Failfast annotation) {
        return new AnnotatedOptions(
                annotation.value(), annotation.openFor(), List.of(annotation.tripOn()), List.of(annotation.ignore()));
    }

    boolean isEmpty() {
        return openFor.isEmpty() && tripOn.isEmpty() && ignore.isEmpty();
    }

    void apply(BreakerBuilder breaker) {
        if (!openFor.isEmpty()) {
            breaker.openFor(Durations.parse(openFor));
        }
        if (!tripOn.isEmpty()) {
            breaker.tripOn(classes(tripOn));
        }
        if (!ignore.isEmpty()) {
            breaker.ignore(classes(ignore));
        }
    }

    @SuppressWarnings("unchecked") // there are no arrays of parameterized types
    private static Class<? extends Throwable>[] classes(List<Class<? extends Throwable>> classes) {
        return classes.toArray(Class[]::new);
    }
}
