package dev.failfast.model;

/** The breaker did what the model does not. */
final class Mismatch extends AssertionError {
    private static final long serialVersionUID = 1;

    Mismatch(String what, Object expected, Object actual) {
        super(what + ": the model says " + expected + ", the breaker " + actual);
    }

    static void check(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new Mismatch(what, expected, actual);
        }
    }
}
