package dev.failfast.examples.shop.launch;

import static dev.failfast.examples.shop.launch.RunningShops.OPEN_SECONDS;
import static dev.failfast.examples.shop.launch.RunningShops.TIMEOUT;
import static dev.failfast.examples.shop.launch.RunningShops.delete;
import static dev.failfast.examples.shop.launch.RunningShops.get;
import static dev.failfast.examples.shop.launch.RunningShops.post;
import static dev.failfast.examples.shop.launch.RunningShops.services;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.shop.launch.RunningShops.Answer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Two instances in JVMs of their own, on one database, with real HTTP. */
abstract class ShopContract {
    private static final String ORDER = "{\"item\": \"Tea\"}";
    private static final String SERVICE = "/actuator/failfast/sales_api";

    private final RunningShops shops;

    ShopContract(RunningShops shops) {
        this.shops = shops;
    }

    @BeforeEach
    void nothingIsBroken() throws Exception {
        shops.reset();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WELL")
    void whatOneInstanceFindsBrokenTheOtherRejectsAtOnce(Mood mood) throws Exception {
        shops.thirdParty().be(mood);
        assertThat(get(shops.a(), "/invoices").status()).isEqualTo(502);
        int calls = shops.thirdParty().calls();

        Answer order = post(shops.b(), "/orders", ORDER);
        Answer invoices = get(shops.b(), "/invoices");

        assertThat(order.status()).isEqualTo(503);
        assertThat(order.response().headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, OPEN_SECONDS);
        assertThat(order.body().get("detail").asString()).startsWith("sales_api is broken; retry in ");
        assertThat(order.took()).isLessThan(TIMEOUT);
        assertThat(invoices.status()).isEqualTo(200);
        assertThat(invoices.took()).isLessThan(TIMEOUT);
        assertThat(shops.thirdParty().calls()).as("calls of the third party").isEqualTo(calls);
    }

    @Test
    void theFallbackAnswersWithWhatTheThirdPartySaidLastToWhicheverInstance() throws Exception {
        Answer fresh = get(shops.a(), "/invoices");
        shops.thirdParty().be(Mood.BROKEN);
        post(shops.a(), "/orders", ORDER);

        Answer stored = get(shops.b(), "/invoices");

        assertThat(fresh.body().get("source").asString()).isEqualTo("SALES_API");
        assertThat(fresh.body().get("invoices").size()).isPositive();
        assertThat(stored.body().get("source").asString()).isEqualTo("STORED");
        assertThat(stored.body().get("retryAfterSeconds").asLong()).isBetween(1L, OPEN_SECONDS);
        assertThat(stored.body().get("invoices")).isEqualTo(fresh.body().get("invoices"));
    }

    @Test
    void thePageOfTheOtherInstanceIsToldWhatIsBrokenSinceUntilWhyAndWho() throws Exception {
        shops.thirdParty().be(Mood.BROKEN);
        get(shops.a(), "/invoices");

        JsonNode service = onlyService();

        assertThat(service.get("name").asString()).isEqualTo("sales_api");
        assertThat(service.get("state").asString()).isEqualTo("OPEN");
        assertThat(service.get("remainingSeconds").asLong()).isBetween(1L, OPEN_SECONDS);
        assertThat(service.get("until").asString())
                .isGreaterThan(service.get("since").asString());
        assertThat(service.get("reason").asString())
                .startsWith("org.springframework.web.client.HttpServerErrorException");
        assertThat(service.get("trippedBy").asString()).isEqualTo("shop-a");
    }

    @Test
    void whatIsHealedOnOneInstanceIsCalledByTheOther() throws Exception {
        shops.thirdParty().be(Mood.BROKEN);
        get(shops.a(), "/invoices");
        shops.thirdParty().be(Mood.WELL);

        assertThat(delete(shops.b(), SERVICE).status()).isEqualTo(200);

        assertThat(onlyService().get("state").asString()).isEqualTo("CLOSED");
        assertThat(get(shops.a(), "/invoices").body().get("source").asString()).isEqualTo("SALES_API");
        assertThat(post(shops.a(), "/orders", ORDER).status()).isEqualTo(201);
    }

    @Test
    void whatIsBrokenByHandOnOneInstanceIsRejectedByTheOther() throws Exception {
        Answer broken = post(shops.a(), SERVICE, "{\"duration\": \"10m\", \"reason\": \"maintenance\"}");

        assertThat(broken.status()).isEqualTo(200);
        assertThat(post(shops.b(), "/orders", ORDER).status()).isEqualTo(503);
        assertThat(shops.select("SELECT confirmation FROM shop_order")).isEmpty();
        assertThat(onlyService().get("reason").asString()).isEqualTo("maintenance");
    }

    @Test
    void whenTheBreakIsOverOneCallProbesAndHealsForBoth() throws Exception {
        post(shops.a(), SERVICE, "{\"duration\": \"10m\"}");
        shops.sql("UPDATE broken_services SET until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
        assertThat(onlyService().get("state").asString()).isEqualTo("HALF_OPEN");

        assertThat(post(shops.a(), "/orders", ORDER).status()).isEqualTo(201);

        assertThat(onlyService().get("state").asString()).isEqualTo("CLOSED");
    }

    @Test
    void aMistypedNameBreaksNothing() throws Exception {
        assertThat(post(shops.a(), "/actuator/failfast/sales-api", "{}").status())
                .isEqualTo(404);
        assertThat(post(shops.b(), "/orders", ORDER).status()).isEqualTo(201);
    }

    @Test
    void theApplicationIsUpWhileAThirdPartyIsBroken() throws Exception {
        post(shops.a(), SERVICE, "{\"duration\": \"10m\"}");

        Answer health = get(shops.b(), "/actuator/health");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().get("status").asString()).isEqualTo("UP");
    }

    @Test
    void theShopsOwnFlywayKnowsItsOwnMigrationAlone() throws Exception {
        assertThat(migrations("flyway_schema_history")).containsExactly("V1__shop.sql");
        assertThat(migrations("failfast_schema_history")).isNotEmpty().noneMatch(script -> script.contains("shop"));
    }

    @Test
    void thePageMayCallTheShopOnTheOtherInstanceAndReadWhenToComeAgain() throws Exception {
        Answer answer = RunningShops.from(shops.a(), shops.b(), "/invoices");

        assertThat(answer.response().headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(shops.a().toString());
        assertThat(answer.response().headers().firstValue("Access-Control-Expose-Headers"))
                .hasValue("Retry-After");
    }

    /** Flyway writes these names in small letters and in quotes, on each database. */
    private List<String> migrations(String history) throws SQLException {
        return shops.select("SELECT \"script\" FROM \"" + history + "\" WHERE \"version\" IS NOT NULL"
                + " ORDER BY \"installed_rank\"");
    }

    private JsonNode onlyService() throws Exception {
        List<JsonNode> services = services(shops.b());
        assertThat(services).hasSize(1);
        return services.get(0);
    }
}
