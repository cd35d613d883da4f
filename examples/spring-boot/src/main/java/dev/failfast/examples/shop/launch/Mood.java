package dev.failfast.examples.shop.launch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the third party answers. */
enum Mood {
    /** At once. */
    WELL,
    /** Too late for everybody. */
    SLOW,
    /** At once, with 500. */
    BROKEN;

    /** As it is said in a URL. */
    static Optional<Mood> of(String word) {
        return Arrays.stream(values()).filter(mood -> mood.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
