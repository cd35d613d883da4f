package dev.failfast.examples.shop.launch;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Two instances of the shop on one database, until Ctrl-C.
 *
 * <pre>{@code
 * mvn -q verify -Pshop -pl examples/spring-boot -am
 * mvn -q verify -Pshop -pl examples/spring-boot -am -Dshop.db=postgresql
 * SHOP_PASSWORD=... mvn -q verify -Pshop -pl examples/spring-boot -am -Dshop.db=jdbc:postgresql://localhost/test -Dshop.user=me
 * }</pre>
 */
public final class Launcher {
    private Launcher() {}

    /**
     * Runs it.
     *
     * @param args none; see {@link Options}
     * @throws Exception if it cannot
     */
    public static void main(String[] args) throws Exception {
        try {
            Options options = Options.read();
            Database database = Database.open(options);
            TwoShops shops = TwoShops.start(database, options.port(), System.out::println);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(shops, database), "end"));
            introduce(shops, database);
            new CountDownLatch(1).await();
        } catch (LaunchException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void introduce(TwoShops shops, Database database) {
        System.out.println();
        shops.instances().forEach(shop -> System.out.printf("  %-10s %s%n", shop.name(), shop.url()));
        System.out.printf("  %-10s %s%n", "sales_api", shops.thirdParty().url());
        System.out.printf(
                "  %-10s curl -X POST %s/mood/slow%n", "", shops.thirdParty().url());
        System.out.printf("  %-10s %s%n%n", "database", database);
        System.out.println("Open the first two in a browser. Ctrl-C ends it.");
    }

    private static void end(TwoShops shops, Database database) {
        try (database) {
            shops.close();
        } catch (IOException e) {
            System.err.println("It does not end cleanly: " + e);
        }
    }
}
