package dev.failfast.examples.fleet;

/** The demo cannot go on. Its message is for the terminal, so it holds no URL and nobody's name. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String message) {
        super(message);
    }
}
