package dev.failfast.examples.web.jaxrs;

import dev.failfast.examples.web.demo.Demo;
import java.util.List;

/** Runs the JAX-RS application, twice. */
final class JaxRsExample {
    private JaxRsExample() {}

    @SuppressWarnings("resource") // until the JVM ends
    public static void main(String[] args) throws Exception {
        Demo.run(
                (store, backend, timeOut) ->
                        JaxRsApplication.start(store, backend, timeOut).address(),
                List.of("/invoices", "/invoices-later", "/invoices-by-callback"));
    }
}
