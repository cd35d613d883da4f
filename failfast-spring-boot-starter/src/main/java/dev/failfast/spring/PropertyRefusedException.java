package dev.failfast.spring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A property, or what the application context has, makes no sense; {@link FailfastFailureAnalyzer} says so. */
final class PropertyRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String action;

    /**
     * @param sentence what is wrong
     * @param action what to do about it
     */
    PropertyRefusedException(String sentence, String action, @Nullable Throwable cause) {
        super(sentence, cause);
        this.action = action;
    }

    String action() {
        return action;
    }

    /** Runs what takes the value of a property, and names the property if it is refused. */
    static <T> T naming(String property, Supplier<T> use) {
        try {
            return use.get();
        } catch (IllegalArgumentException e) {
            throw new PropertyRefusedException(
                    property + " is refused: " + e.getMessage(), "Correct " + property + '.', e);
        }
    }
}
