package dev.failfast.examples.web.servlet;

import dev.failfast.Store;
import dev.failfast.examples.web.demo.ThirdParty;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** One instance of the application: an embedded Tomcat on a free port, with the filter in front of its servlets. */
public final class ServletApplication implements AutoCloseable {
    private final ThirdParty thirdParty;
    private final Tomcat tomcat = new Tomcat();

    private ServletApplication(ThirdParty thirdParty) {
        this.thirdParty = thirdParty;
    }

    /**
     * Starts it, with {@code /invoices} and {@code /invoices-later}.
     *
     * @param store shared with other instances; not closed
     * @param backend the third party's invoices
     * @param timeOut how long a call of it may take
     * @return an application to be closed
     * @throws LifecycleException if it does not start
     */
    public static ServletApplication start(Store store, URI backend, Duration timeOut) throws LifecycleException {
        ThirdParty thirdParty = new ThirdParty(store, backend, timeOut);
        return start(
                thirdParty,
                Map.of(
                        "/invoices", new InvoicesServlet(thirdParty.http(), thirdParty.invoices()),
                        "/invoices-later", new InvoicesLaterServlet(thirdParty.http(), thirdParty.invoices())));
    }

    static ServletApplication start(ThirdParty thirdParty, Map<String, Servlet> servlets) throws LifecycleException {
        ServletApplication application = new ServletApplication(thirdParty);
        try {
            application.run(servlets);
            return application;
        } catch (LifecycleException | RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private void run(Map<String, Servlet> servlets) throws LifecycleException {
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", new File(System.getProperty("java.io.tmpdir")).getPath());
        servlets.forEach((path, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, path, servlet);
            wrapper.setAsyncSupported(true);
            wrapper.addMapping(path);
        });
        addFilter(context, new FailfastFilter());
        tomcat.start();
    }

    private static void addFilter(Context context, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("failfast");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("failfast");
        mapping.addURLPattern("/*");
        mapping.setDispatcher("REQUEST");
        mapping.setDispatcher("ASYNC"); // for servlets that dispatch and then throw
        context.addFilterMap(mapping);
    }

    /**
     * Where it listens.
     *
     * @return its address, without a path
     */
    public URI address() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        } finally {
            thirdParty.close();
        }
    }
}
