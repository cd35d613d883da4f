package dev.failfast;

import org.jspecify.annotations.Nullable;

/** The probes that this thread is inside of, innermost first. */
final class Nesting {
    private static final ThreadLocal<@Nullable Nesting> INNERMOST = new ThreadLocal<>();

    private final ProcessState state;
    private final String name;
    private final @Nullable Nesting outer;

    private Nesting(ProcessState state, String name, @Nullable Nesting outer) {
        this.state = state;
        this.name = name;
        this.outer = outer;
    }

    static void enter(ProcessState state, String name) {
        INNERMOST.set(new Nesting(state, name, INNERMOST.get()));
    }

    static void leave() {
        Nesting innermost = INNERMOST.get();
        if (innermost == null || innermost.outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(innermost.outer);
        }
    }

    static boolean isInside(ProcessState state, String name) {
        for (Nesting n = INNERMOST.get(); n != null; n = n.outer) {
            if (n.state == state && n.name.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
