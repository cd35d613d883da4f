package dev.failfast.examples.web.servlet;

import dev.failfast.examples.web.demo.Demo;
import java.util.List;

/** Runs the servlet application, twice. */
final class ServletExample {
    private ServletExample() {}

    @SuppressWarnings("resource") // until the JVM ends
    public static void main(String[] args) throws Exception {
        Demo.run(
                (store, backend, timeOut) ->
                        ServletApplication.start(store, backend, timeOut).address(),
                List.of("/invoices", "/invoices-later"));
    }
}
