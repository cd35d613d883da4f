package dev.failfast.examples.shop.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two real instances on a database, started once per JVM when they are first asked for. Nothing need be closed: they
 * end with this JVM, as with every launcher.
 */
record RunningShops(TwoShops shops, Database database, Queue<String> log) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Time enough for a machine that is busy elsewhere; {@link Mood#SLOW} is longer. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    static final long OPEN_SECONDS = 300;

    private static final String[] PATIENT = {
        "--shop.sales-api.timeout=" + TIMEOUT,
        "--failfast.services.sales_api.open-for=" + OPEN_SECONDS + "s",
        "--failfast.services.sales_api.probe-lease=60s"
    };

    record Answer(int status, JsonNode body, HttpResponse<String> response, Duration took) {}

    private static final class OnH2 {
        static final RunningShops SHOPS = start(true);
    }

    private static final class OnPostgres {
        static final RunningShops SHOPS = start(false);
    }

    static RunningShops onH2() {
        return OnH2.SHOPS;
    }

    static RunningShops onPostgres() {
        return OnPostgres.SHOPS;
    }

    private static RunningShops start(boolean h2) {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        try {
            Database database = h2 ? Database.h2() : Database.postgresql();
            return new RunningShops(TwoShops.start(database, FreePorts.three(), log::add, PATIENT), database, log);
        } catch (Exception e) {
            throw new IllegalStateException("the shops do not start:\n" + String.join("\n", log), e);
        }
    }

    URI a() {
        return shops.instances().get(0).url();
    }

    URI b() {
        return shops.instances().get(1).url();
    }

    ThirdParty thirdParty() {
        return shops.thirdParty();
    }

    /** As if nothing had ever been called. */
    void reset() throws Exception {
        thirdParty().be(Mood.WELL);
        sql("DELETE FROM broken_services", "DELETE FROM invoice", "DELETE FROM shop_order");
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** The first column. */
    List<String> select(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    static Answer get(URI instance, String path) throws IOException, InterruptedException {
        return send(request(instance, path).GET());
    }

    /** As the script of a page from elsewhere does it. */
    static Answer from(URI page, URI instance, String path) throws IOException, InterruptedException {
        return send(request(instance, path).header("Origin", page.toString()).GET());
    }

    static Answer delete(URI instance, String path) throws IOException, InterruptedException {
        return send(request(instance, path).DELETE());
    }

    static Answer post(URI instance, String path, String json) throws IOException, InterruptedException {
        return send(request(instance, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static HttpRequest.Builder request(URI instance, String path) {
        return HttpRequest.newBuilder(instance.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        return new Answer(response.statusCode(), JSON.readTree(response.body()), response, took);
    }

    /** What the endpoint of an instance lists, which is what its page shows. */
    static List<JsonNode> services(URI instance) throws IOException, InterruptedException {
        return get(instance, "/actuator/failfast")
                .body()
                .get("services")
                .valueStream()
                .toList();
    }
}
