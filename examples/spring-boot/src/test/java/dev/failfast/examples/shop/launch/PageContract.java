package dev.failfast.examples.shop.launch;

import static dev.failfast.examples.shop.launch.RunningShops.get;
import static dev.failfast.examples.shop.launch.RunningShops.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageContract {
    private static final String CARD = "#broken [data-service=sales_api]";
    private static final Path PICTURES = Path.of("target", "page");

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    private final RunningShops shops;

    PageContract(RunningShops shops) {
        this.shops = shops;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(
                chromium.isPresent(),
                "the page is not tried in a browser, since there is no Chromium: apt-get install chromium, or say where"
                        + " it is with -Dshop.chromium=/path/to/chromium");
        browser = Browser.start(chromium.get(), folder);
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void nothingIsBroken() throws Exception {
        shops.reset();
    }

    @AfterEach
    void noScriptFailed() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsWhatTheOtherInstanceFoundBrokenAndHealsItForBoth() throws Exception {
        Page a = browser.open(shops.a());
        Page b = browser.open(shops.b());
        soon(() -> assertThat(b.text("#none")).isEqualTo("None: every service is called."));
        shops.thirdParty().be(Mood.BROKEN);
        get(shops.a(), "/invoices");
        shops.thirdParty().be(Mood.WELL);

        soon(() -> assertThat(b.text(CARD))
                .contains("sales_api", "OPEN", "HttpServerErrorException", "shop-a")
                .containsPattern("Remaining\\n\\d+ min \\d+ s\\n"));
        soon(() -> assertThat(a.count(CARD)).isOne());
        assertThat(b.text("#none")).isEmpty();

        b.click(CARD + " .heal");

        soon(() -> assertThat(b.count("#broken li")).isZero());
        soon(() -> assertThat(a.count("#broken li")).isZero());
        assertThat(b.text("#none")).isNotEmpty();
        assertThat(get(shops.a(), "/invoices").body().get("source").asString()).isEqualTo("SALES_API");
    }

    @Test
    void breaksByHandAndThenBothInstancesAnswerWithoutACall() throws Exception {
        get(shops.b(), "/invoices");
        int calls = shops.thirdParty().calls();
        Page page = browser.open(shops.a());
        soon(() -> assertThat(page.count("#service option")).isOne());
        page.evaluate("document.querySelector('#reason').value = '<b>bold</b>'");

        page.click("#break button");

        soon(() -> assertThat(page.text(CARD)).contains("<b>bold</b>", "shop-a"));
        page.click("#call button[value=orders]");
        soon(() -> assertThat(page.count("#answers .warn")).isEqualTo(2));
        assertThat(page.text("#answers"))
                .contains("shop-a\n503 orders", "shop-b\n503 orders")
                .contains("sales_api is broken", "Retry-After: ");
        page.click("#call button[value=invoices]");
        soon(() -> assertThat(page.count("#answers .warn")).isEqualTo(4));
        assertThat(page.text("#answers")).contains("shop-a\n200 invoices", "3 stored invoices");
        assertThat(shops.thirdParty().calls()).as("calls of the third party").isEqualTo(calls);
        browser.complaints().removeIf(complaint -> complaint.contains("503")); // the browser's word on our answers
    }

    @Test
    void saysHowTheThirdPartyAnswersAndMakesItAnswerOtherwise() throws Exception {
        Page page = browser.open(shops.b());
        soon(() -> assertThat(page.evaluate("document.querySelector('#mood').elements.mood.value")
                        .asString())
                .isEqualTo("well"));

        page.click("#mood [value=broken]");

        soon(() -> assertThat(get(shops.thirdParty().url(), "/mood")
                        .body()
                        .get("mood")
                        .asString())
                .isEqualTo("broken"));
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "360, 740, light", "360, 740, dark"})
    void fitsIntoEachWidthAndItsButtonsAreLargeEnoughForAThumb(int width, int height, String colours) throws Exception {
        post(
                shops.a(),
                "/actuator/failfast/sales_api",
                "{\"reason\": \"they.rebuild.their.whole.data.centre.and.asked.us.to.stay.away.until.they.call\"}");
        Page page = browser.open(shops.b());
        page.size(width, height);
        page.colours(colours);
        soon(() -> assertThat(page.text(CARD)).contains("until further notice"));
        page.click("#call button[value=orders]");
        soon(() -> assertThat(page.count("#answers li")).isEqualTo(2));
        page.evaluate("scrollTo(0, 0)");

        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(width + "-" + colours + ".png"), page.screenshot());

        assertThat(page.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
        assertThat(page.evaluate("Math.min(...[...document.querySelectorAll('button')].map(b => b.offsetHeight))")
                        .asInt())
                .isGreaterThanOrEqualTo(44);
        browser.complaints().removeIf(complaint -> complaint.contains("503"));
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }
}
