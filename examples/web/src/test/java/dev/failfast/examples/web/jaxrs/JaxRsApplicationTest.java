package dev.failfast.examples.web.jaxrs;

import dev.failfast.Store;
import dev.failfast.examples.web.ApplicationContract;
import java.net.URI;
import java.time.Duration;
import java.util.List;

class JaxRsApplicationTest extends ApplicationContract {
    @Override
    protected Instance start(Store store, URI backend, Duration timeOut) throws Exception {
        JaxRsApplication application = JaxRsApplication.start(store, backend, timeOut);
        return new Instance() {
            @Override
            public URI address() {
                return application.address();
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }

    @Override
    protected List<String> paths() {
        return List.of("/invoices", "/invoices-later", "/invoices-by-callback");
    }
}
