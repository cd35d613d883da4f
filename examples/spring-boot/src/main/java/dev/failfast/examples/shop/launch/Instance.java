package dev.failfast.examples.shop.launch;

import dev.failfast.examples.shop.ShopApplication;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;

/** A shop that tells its launcher when it has started, and does not outlive it, whatever becomes of that. */
public final class Instance {
    /** The line it tells it with. */
    static final String STARTED = "ready";

    private Instance() {}

    /**
     * Starts it.
     *
     * @param args as for {@link ShopApplication}
     */
    public static void main(String[] args) {
        Thread guard = new Thread(Instance::endWithLauncher, "guard");
        guard.setDaemon(true);
        guard.start();
        SpringApplication.run(ShopApplication.class, args);
        System.out.println(STARTED);
    }

    /** Its input ends with the launcher, even if that is killed. */
    private static void endWithLauncher() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Nobody is there to read from.
        }
        System.exit(0);
    }
}
