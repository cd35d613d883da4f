package dev.failfast.examples.shop.launch;

/** Its message is for whoever sits at the terminal. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LaunchException(String message) {
        super(message);
    }
}
