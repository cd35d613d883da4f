package dev.failfast.examples.web.jaxrs;

import dev.failfast.Store;
import dev.failfast.examples.web.demo.ThirdParty;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** One instance of the application: Jersey in an embedded Grizzly on a free port. */
public final class JaxRsApplication implements AutoCloseable {
    private final ThirdParty thirdParty;
    private final HttpServer server;

    private JaxRsApplication(ThirdParty thirdParty, HttpServer server) {
        this.thirdParty = thirdParty;
        this.server = server;
    }

    /**
     * Starts it, with {@code /invoices}, {@code /invoices-later} and {@code /invoices-by-callback}.
     *
     * @param store shared with other instances; not closed
     * @param backend the third party's invoices
     * @param timeOut how long a call of it may take
     * @return an application to be closed
     * @throws IOException if it does not start
     */
    public static JaxRsApplication start(Store store, URI backend, Duration timeOut) throws IOException {
        ThirdParty thirdParty = new ThirdParty(store, backend, timeOut);
        return start(thirdParty, new InvoicesResource(thirdParty));
    }

    static JaxRsApplication start(ThirdParty thirdParty, Object... resources) throws IOException {
        ResourceConfig config = new ResourceConfig()
                .registerInstances(resources)
                .register(FailfastExceptionMapper.class)
                .register(WrappedFailfastMapper.class);
        HttpServer server = GrizzlyHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/"), config, false);
        try {
            server.start();
            return new JaxRsApplication(thirdParty, server);
        } catch (IOException e) {
            thirdParty.close();
            throw e;
        }
    }

    /**
     * Where it listens.
     *
     * @return its address, without a path
     */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getListener("grizzly").getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
        thirdParty.close();
    }
}
