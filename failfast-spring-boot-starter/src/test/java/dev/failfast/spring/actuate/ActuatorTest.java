package dev.failfast.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import dev.failfast.spring.Application;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Two instances on one database, with Tomcat and HTTP: one as it comes, one on which operators may write. */
class ActuatorTest {
    private static final FreshDatabase DATABASE = TestDatabase.H2.fresh();
    private static final JdbcTemplate SQL = new JdbcTemplate(DATABASE.dataSource());

    private static ConfigurableApplicationContext readOnly;
    private static ConfigurableApplicationContext writable;

    @BeforeAll
    static void start() {
        readOnly = startWeb();
        writable = startWeb("management.endpoint.failfast.access=unrestricted");
    }

    private static ConfigurableApplicationContext startWeb(String... more) {
        String[] properties = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "management.endpoints.web.exposure.include=failfast,health",
                                "management.endpoint.health.show-details=always",
                                "failfast.services.sales_api.open-for=1m",
                                "failfast.services.[api.example.com].open-for=1m"),
                        java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return Application.startWeb(Application.Plain.class, Application.on(DATABASE, properties));
    }

    @AfterAll
    static void stop() {
        readOnly.close();
        writable.close();
    }

    @BeforeEach
    void healAll() {
        SQL.update("DELETE FROM broken_services");
    }

    @Test
    void listsWhatIsBrokenAndWhatIsKnown() {
        SQL.update(
                "INSERT INTO broken_services (name, until, since, trips, tripped_by, reason)"
                        + " VALUES ('elsewhere', CURRENT_TIMESTAMP + INTERVAL '10' MINUTE, CURRENT_TIMESTAMP, 2, 'ann', 'lunch')");
        JsonNode all = Http.to(readOnly).get("/failfast").json();
        assertThat(all.path("enabled").asBoolean()).isTrue();
        assertThat(all.path("services")
                        .valueStream()
                        .map(service -> service.path("name").asString()))
                .containsExactly("api.example.com", "elsewhere", "sales_api");

        JsonNode broken = Http.to(readOnly).get("/failfast/elsewhere").json();
        assertThat(broken.path("state").asString()).isEqualTo("OPEN");
        assertThat(broken.path("remainingSeconds").asInt()).isBetween(590, 600);
        assertThat(broken.path("until").asString()).matches("\\d{4}-.*Z");
        assertThat(broken.path("since").asString()).isNotBlank();
        assertThat(broken.path("trips").asInt()).isEqualTo(2);
        assertThat(broken.path("trippedBy").asString()).isEqualTo("ann");
        assertThat(broken.path("reason").asString()).isEqualTo("lunch");

        assertThat(Http.to(readOnly)
                        .get("/failfast/api.example.com")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("CLOSED");
    }

    @Test
    void nothingIsWrittenUnlessItIsEnabled() {
        assertThat(Http.to(readOnly).send("POST", "/failfast/sales_api", "{}").status())
                .isEqualTo(405);
        assertThat(Http.to(readOnly).send("DELETE", "/failfast/sales_api", "").status())
                .isEqualTo(405);
        assertThat(readOnly.getBean(Store.class).list()).isEmpty();
    }

    @Test
    void breaksAndHealsForTheWholeFleet() {
        Breaker onTheOther = readOnly.getBean(BreakerRegistry.class).get("sales_api");
        Http.Answer broken = Http.to(writable)
                .send("POST", "/failfast/sales_api", "{\"duration\": \"10m\", \"reason\": \"maintenance\"}");
        assertThat(broken.status()).isEqualTo(200);
        assertThat(broken.json().path("remainingSeconds").asInt()).isBetween(590, 600);
        assertThat(onTheOther.isOpen()).isTrue();
        assertThat(onTheOther.status().reason()).isEqualTo("maintenance");

        Http.Answer healed = Http.to(writable).send("DELETE", "/failfast/sales_api", "");
        assertThat(healed.status()).isEqualTo(200);
        assertThat(healed.json().path("state").asString()).isEqualTo("CLOSED");
        assertThat(onTheOther.isOpen()).isFalse();
    }

    @Test
    void breaksUntilFurtherNotice() {
        Http.Answer broken = Http.to(writable).send("POST", "/failfast/sales_api", "{}");
        assertThat(broken.json().path("until").asString()).isEqualTo("until further notice");
        assertThat(broken.json().path("remainingSeconds").isNull()).isTrue();
        assertThat(readOnly.getBean(BreakerRegistry.class)
                        .get("sales_api")
                        .status()
                        .remaining())
                .isGreaterThan(Duration.ofDays(3650));
    }

    @Test
    void aMistypedNameIsAnErrorAndNoNewBreaker() {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            Http.Answer answer =
                    Http.to(writable).send(method, "/failfast/sale_api", method.equals("POST") ? "{}" : "");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().path("error").asString())
                    .contains("sale_api")
                    .contains("sales_api");
        }
        assertThat(writable.getBean(BreakerRegistry.class).find("sale_api")).isNull();
        assertThat(writable.getBean(Store.class).list()).isEmpty();
    }

    @Test
    void aDurationThatIsNoneIsAnError() {
        for (String duration : new String[] {"-1s", "soon"}) {
            assertThat(Http.to(writable)
                            .send("POST", "/failfast/sales_api", "{\"duration\": \"" + duration + "\"}")
                            .status())
                    .isEqualTo(400);
        }
        assertThat(writable.getBean(Store.class).list()).isEmpty();
    }

    @Test
    void healthHasDetailsAndIsUpWhileAServiceIsBroken() {
        Http.to(writable).send("POST", "/failfast/sales_api", "{}");
        JsonNode health = Http.to(readOnly).get("/health").json();
        assertThat(health.path("status").asString()).isEqualTo("UP");
        JsonNode ours = health.path("components").path("failfast");
        assertThat(ours.path("status").asString()).isEqualTo("UP");
        assertThat(ours.path("details").path("store").asString()).isEqualTo("reachable");
        assertThat(ours.path("details").path("broken").path(0).path("name").asString())
                .isEqualTo("sales_api");
    }

    @Test
    void withoutTheTableHealthIsUpAndTheEndpointDoesNotPretend() {
        try (ConfigurableApplicationContext context = startWeb("management.endpoint.failfast.access=unrestricted")) {
            SQL.execute("ALTER TABLE broken_services RENAME TO hidden");
            try {
                assertThat(Http.to(context).get("/failfast").status()).isEqualTo(503);
                Http.Answer answer = Http.to(context).send("POST", "/failfast/sales_api", "{}");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.json().path("error").asString()).contains("sales_api");

                JsonNode health = Http.to(context).get("/health").json();
                assertThat(health.path("status").asString()).isEqualTo("UP");
                assertThat(health.at("/components/failfast/details/store").asString())
                        .isEqualTo("outage");
            } finally {
                SQL.execute("ALTER TABLE hidden RENAME TO broken_services");
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Http.to(context)
                            .get("/health")
                            .json()
                            .at("/components/failfast/details/store")
                            .asString()
                            .equals("reachable"));
        }
    }

    @Test
    void whenSwitchedOffTheEndpointSaysSo() {
        try (ConfigurableApplicationContext context =
                startWeb("failfast.enabled=false", "management.endpoint.failfast.access=unrestricted")) {
            assertThat(Http.to(context).get("/failfast").json().path("enabled").asBoolean(true))
                    .isFalse();
            Http.Answer answer = Http.to(context).send("POST", "/failfast/sales_api", "{}");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("error").asString()).contains("failfast.enabled");
            assertThat(Http.to(context).get("/health").json().path("components").has("failfast"))
                    .isFalse();
        }
    }
}
