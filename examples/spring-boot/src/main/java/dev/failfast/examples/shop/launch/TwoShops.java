package dev.failfast.examples.shop.launch;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Two instances of the shop, each in a JVM of its own, with a third party that both call. */
final class TwoShops implements AutoCloseable {
    private static final List<String> NAMES = List.of("shop-a", "shop-b");

    /** Of the log, what is worth a look. */
    private static final List<String> QUIET = List.of(
            "--logging.level.root=warn", "--logging.level.org.flywaydb=error", "--logging.level.dev.failfast=info");

    private final ThirdParty thirdParty;
    private final List<InstanceProcess> instances = new ArrayList<>();

    private TwoShops(ThirdParty thirdParty) {
        this.thirdParty = thirdParty;
    }

    /**
     * Starts them, and returns when they have started.
     *
     * @param port of the first instance; the second one and the third party have the next two
     * @param log what the instances say, line by line
     * @param settings of both instances, on top of {@code application.yml}
     * @throws LaunchException if one of them does not start
     */
    static TwoShops start(Database database, int port, Consumer<String> log, String... settings)
            throws IOException, InterruptedException {
        TwoShops shops = new TwoShops(ThirdParty.start(port + NAMES.size()));
        try {
            List<String> all = new ArrayList<>(QUIET);
            all.addAll(List.of(settings));
            all.add("--shop.sales-api.url=" + shops.thirdParty.url());
            for (int i = 0; i < NAMES.size(); i++) {
                all.add("--shop.instances." + NAMES.get(i) + "=" + url(port + i));
            }
            for (int i = 0; i < NAMES.size(); i++) {
                InstanceProcess instance =
                        InstanceProcess.start(NAMES.get(i), url(port + i), all, database.environment(), log);
                shops.instances.add(instance);
                // One after the other: on H2, the shop's own Flyway does not keep two apart that create the same table.
                instance.awaitStart();
            }
            return shops;
        } catch (IOException | InterruptedException | LaunchException e) {
            shops.close();
            throw e;
        }
    }

    private static URI url(int port) {
        return URI.create("http://localhost:" + port);
    }

    ThirdParty thirdParty() {
        return thirdParty;
    }

    List<InstanceProcess> instances() {
        return List.copyOf(instances);
    }

    @Override
    public void close() {
        instances.forEach(InstanceProcess::end);
        instances.forEach(InstanceProcess::close);
        thirdParty.close();
    }
}
