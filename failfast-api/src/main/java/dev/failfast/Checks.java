package dev.failfast;

import java.time.Duration;

/** What may be passed in, and the messages that state the rule and the value. */
final class Checks {
    /** Longer durations are cut to this one: no calendar of a database, no {@code toNanos()} overflows with it. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private static final int LONGEST_NAME = 255;

    private Checks() {}

    static String name(String name) {
        int length = name.codePointCount(0, name.length());
        if (name.isBlank() || length > LONGEST_NAME) {
            throw new IllegalArgumentException("a service name must have 1 to 255 characters and not be blank, had "
                    + length + (length > LONGEST_NAME ? "" : ": \"" + name + "\""));
        }
        name.codePoints().forEach(c -> {
            // NUL and half a surrogate pair are what databases reject; the rest breaks logs and consoles.
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                throw new IllegalArgumentException(String.format(
                        "a service name must not contain control characters or unpaired surrogates, had U+%04X", c));
            }
        });
        return name;
    }

    static Duration positive(String option, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(option + " must be positive, was " + duration);
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    /** Of names that are kept in a column of 255 characters. */
    static String atMost255(String text) {
        return text.length() <= 255 ? text : text.substring(0, 255);
    }
}
