package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Prometheus registry calls the meters, and that the documentation calls them that too. */
class PrometheusTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern TYPE = Pattern.compile("^# TYPE (failfast_\\w+) ", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| `(failfast\\.[a-z.]+)` \\|", Pattern.MULTILINE);
    private static final Pattern HELP = Pattern.compile("^# HELP (failfast_\\w+) \\S", Pattern.MULTILINE);

    private final String scrape = Activity.scrape();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failfast_circuitbreaker_state{name=\"closed_api\",state=\"closed\"} 1.0",
                "failfast_circuitbreaker_state{name=\"mail_api\",state=\"open\"} 1.0",
                "failfast_circuitbreaker_state{name=\"tax_api\",state=\"half_open\"} 1.0",
                "failfast_circuitbreaker_state{name=\"tax_api\",state=\"closed\"} 0.0",
                "failfast_circuitbreaker_calls_seconds_count{kind=\"successful\",name=\"sales_api\"} 2",
                "failfast_circuitbreaker_calls_seconds_count{kind=\"failed\",name=\"sales_api\"} 2",
                "failfast_circuitbreaker_calls_seconds_count{kind=\"ignored\",name=\"sales_api\"} 1",
                "failfast_circuitbreaker_not_permitted_calls_total{kind=\"not_permitted\",name=\"sales_api\"} 1.0",
                "failfast_circuitbreaker_trips_total{name=\"sales_api\"} 1.0",
                "failfast_circuitbreaker_probes_total{name=\"sales_api\"} 3.0",
                "failfast_circuitbreaker_probe_results_total{kind=\"healed\",name=\"sales_api\"} 1.0",
                "failfast_circuitbreaker_probe_results_total{kind=\"reopened\",name=\"sales_api\"} 1.0",
                "failfast_store_services{state=\"open\"} 1.0",
                "failfast_store_services{state=\"half_open\"} 1.0",
                "failfast_store_operations_seconds_count{kind=\"successful\",operation=\"release\"} 1",
                "failfast_store_operations_seconds_count{kind=\"contention\",operation=\"trip\"} 1",
                "failfast_store_operations_seconds_count{kind=\"failed\",operation=\"read\"} 1",
                "failfast_store_outage 0.0",
                "failfast_store_outage 1.0",
                "failfast_store_outages_total 2.0",
                "failfast_store_outage_duration_seconds_count 1",
                "failfast_store_outage_duration_seconds_sum 90.0",
            })
    void aScrapeShowsWhatHappened(String line) {
        assertThat(scrape.lines()).contains(line);
    }

    @Test
    void aServiceHasSeventeenTimeSeries() {
        assertThat(scrape.lines()
                        .filter(line -> line.contains("name=\"sales_api\""))
                        .map(line -> line.replaceFirst("} .*", ""))
                        .distinct())
                .hasSize(17);
    }

    @Test
    void eachMetricHasHelp() {
        assertThat(names(HELP, scrape)).containsExactlyInAnyOrderElementsOf(names(TYPE, scrape));
    }

    @Test
    void thePageListsWhatIsExportedAndNothingElse() throws Exception {
        List<String> exported = names(TYPE, scrape).stream()
                .map(name -> name.replaceFirst("_seconds(_max)?$|_total$", ""))
                .distinct()
                .toList();

        assertThat(listed(Files.readString(PAGE))).containsExactlyInAnyOrderElementsOf(exported);
    }

    private static List<String> listed(String page) {
        return names(ROW, page).stream().map(name -> name.replace('.', '_')).toList();
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }
}
