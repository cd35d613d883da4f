package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Where;
import org.jspecify.annotations.Nullable;

/**
 * One benchmark, as it is called in tables.
 *
 * @param title for people
 * @param benchmarks the class
 * @param method its method
 * @param where the database, if the benchmark is for several
 */
record Case(
        String title,
        Class<?> benchmarks,
        String method,
        @Nullable Where where) {

    Case(String title, Class<?> benchmarks, String method) {
        this(title, benchmarks, method, null);
    }

    /** As JMH wants it. */
    String pattern() {
        return "^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    /** For files. */
    String key() {
        return benchmarks.getSimpleName() + "." + method + (where == null ? "" : "." + where.name());
    }

    /** Whether it has a service that counts. */
    boolean counts() {
        return !method.equals("nothing");
    }
}
