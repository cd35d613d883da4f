package dev.failfast.examples.web.demo;

import dev.failfast.Store;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Two instances of an application, their database and the third party, until somebody presses Ctrl-C. */
public final class Demo {
    private static final Duration TIME_OUT = Duration.ofSeconds(2);

    private Demo() {}

    /** How an application is started. */
    @FunctionalInterface
    public interface Start {
        /**
         * Starts one instance. It runs until the JVM ends.
         *
         * @param store of this instance
         * @param backend the third party's invoices
         * @param timeOut how long a call of it may take
         * @return its address
         * @throws Exception if it does not start
         */
        URI instance(Store store, URI backend, Duration timeOut) throws Exception;
    }

    /**
     * Starts all and prints what to try.
     *
     * @param start starts an instance
     * @param paths what the application has
     * @throws Exception if something does not start
     */
    public static void run(Start start, List<String> paths) throws Exception {
        Database database = new Database();
        database.migrate();
        try (Backend backend = Backend.start();
                Store storeA = database.store("instance-a");
                Store storeB = database.store("instance-b")) {
            URI invoices = backend.address().resolve("/invoices");
            URI a = start.instance(storeA, invoices, TIME_OUT);
            URI b = start.instance(storeB, invoices, TIME_OUT);
            System.out.println("Two instances of the application, one database, one third party. Try:");
            print("the third party answers", a.resolve(paths.get(0)));
            print("now it turns slow", backend.address().resolve("/be/slow"));
            print("instance A waits for two seconds and trips", a.resolve(paths.get(0)));
            print("instance B answers 503 with Retry-After at once", b.resolve(paths.get(0)));
            print(
                    "the third party is well again, noticed by one probe after the break of 30 seconds",
                    backend.address().resolve("/be/well"));
            paths.stream().skip(1).forEach(path -> print("the same, asynchronously", b.resolve(path)));
            System.out.println(
                    "Other days of the third party: failing, missing, busy, cutting, stalling. Ctrl-C ends it.");
            new CountDownLatch(1).await();
        }
    }

    private static void print(String what, URI url) {
        System.out.println("  curl -i " + url + "  # " + what);
    }
}
