package dev.failfast.examples.fleet;

import java.io.IOException;

/** A database server of the demo's own, in processes of its own. */
interface DatabaseServer extends AutoCloseable {
    String description();

    String url();

    String user();

    String password();

    void begin(Outage outage) throws IOException, InterruptedException;

    void end(Outage outage) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
