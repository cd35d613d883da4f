package dev.failfast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That Grafana takes the dashboards, and that what they and the alerts ask for is there. */
class DashboardsTest {
    private static final Path METRICS = Path.of("grafana", "failfast.json");
    private static final Path TABLE = Path.of("grafana", "failfast-postgresql.json");
    private static final Path ALERTS = Path.of("prometheus", "alerts.yml");

    private static final Pattern SELECTOR = Pattern.compile("(failfast_\\w+)(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~?)\"([^\"]*)\"");

    /** Of the scrape and not of the process: Prometheus adds it. */
    private static final String INSTANCE = "instance";

    @ParameterizedTest
    @ValueSource(strings = {"failfast.json", "failfast-postgresql.json"})
    void aDashboardFollowsTheSchema(String file) throws IOException {
        String dashboard = Files.readString(Path.of("grafana", file));

        assertThat(schema().validate(dashboard, InputFormat.JSON)).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatGrafanaWouldIgnore() throws IOException {
        String dashboard = Files.readString(METRICS);

        assertThat(schema().validate(dashboard.replace("\"gridPos\"", "\"gridpos\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(dashboard.replace("${DS_PROMETHEUS}", "mine"), InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failfast.json", "failfast-postgresql.json"})
    void eachPanelHasAPlaceAndANumberOfItsOwn(String file) throws IOException {
        List<JsonNode> panels =
                read(Path.of("grafana", file)).get("panels").valueStream().toList();

        assertThat(panels.stream().map(panel -> panel.get("id").asInt())).doesNotHaveDuplicates();
        assertThat(panels.stream().flatMap(DashboardsTest::cells)).doesNotHaveDuplicates();
    }

    @Test
    void eachMetricAndLabelThatIsAskedForIsExported() throws IOException {
        String scrape = Activity.scrape();
        List<String> queries = new ArrayList<>();
        read(METRICS).findValues("expr").forEach(query -> queries.add(query.asString()));
        read(METRICS).findValues("query").forEach(query -> queries.add(query.toString()));
        queries.addAll(Files.readAllLines(ALERTS));
        List<MatchResult> selectors = queries.stream()
                .map(query -> query.replace("\\\"", "\""))
                .flatMap(query -> SELECTOR.matcher(query).results())
                .toList();

        assertThat(selectors).hasSizeGreaterThan(30);
        for (MatchResult selector : selectors) {
            assertThat(scrape.lines()).as(selector.group()).anyMatch(line -> selects(selector, line));
        }
    }

    /** What is watched for but never shown would be as good as not there. */
    @Test
    void eachMetricIsOnTheDashboard() throws IOException {
        String dashboard = Files.readString(METRICS);

        assertThat(Activity.scrape().lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(dashboard).contains(line.replaceFirst("_count.*|_sum.*|_max.*|[{ ].*", "")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void eachQueryRunsOnAMigratedPostgres(TestDatabase kind) throws Exception {
        FreshDatabase database = kind.fresh();
        FailfastSchema.migrate(database.dataSource());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO broken_services (name, until) VALUES ('open', now() + interval '1 h'),"
                    + " ('due', now() - interval '1 h'), ('forced', 'infinity')");

            assertThat(rows(statement, "Broken services"))
                    .hasSize(3)
                    .anySatisfy(row -> assertThat(row).contains("name=forced", "state=OPEN", "until=null"))
                    .anySatisfy(row -> assertThat(row).contains("name=due", "state=HALF_OPEN", "remaining=null"))
                    .anySatisfy(row ->
                            assertThat(row).contains("name=open", "remaining=3").doesNotContain("until=null"));
            assertThat(rows(statement, "Broken")).containsExactly("broken=2");
            assertThat(rows(statement, "Probe due")).containsExactly("due=1");
            assertThat(rows(statement, "Until further notice")).containsExactly("forced=1");
        }
    }

    @Test
    void eachColumnThatIsDressedUpIsSelected() throws IOException {
        JsonNode table = panel("Broken services");
        String sql = table.findValue("rawSql").asString();

        assertThat(table.get("fieldConfig")
                        .get("overrides")
                        .valueStream()
                        .map(override -> override.get("matcher").get("options").asString()))
                .hasSize(8)
                .allSatisfy(column -> assertThat(sql).containsPattern("\\b" + column + "\\b"));
    }

    private static List<String> rows(Statement statement, String title) throws Exception {
        List<String> rows = new ArrayList<>();
        try (ResultSet result =
                statement.executeQuery(panel(title).findValue("rawSql").asString())) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.add(columns.getColumnLabel(i) + "=" + result.getString(i));
                }
                rows.add(String.join(", ", row));
            }
        }
        return rows;
    }

    private static JsonNode panel(String title) throws IOException {
        return read(TABLE)
                .get("panels")
                .valueStream()
                .filter(panel -> panel.get("title").asString().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static boolean selects(MatchResult selector, String line) {
        if (!line.matches(selector.group(1) + "[{ ].*")) {
            return false;
        }
        String labels = selector.group(2) == null ? "" : selector.group(2);
        return MATCHER.matcher(labels)
                .results()
                .filter(label -> !label.group(1).equals(INSTANCE))
                .allMatch(label -> Pattern.compile("[{,]" + label.group(1) + "=\"" + pattern(label) + "\"")
                        .matcher(line)
                        .find());
    }

    /** A variable of the dashboard stands for anything. */
    private static String pattern(MatchResult label) {
        String value = label.group(3);
        if (value.startsWith("$")) {
            return "[^\"]+";
        }
        return label.group(2).equals("=~") ? "(?:" + value + ")" : Pattern.quote(value);
    }

    private static Stream<String> cells(JsonNode panel) {
        JsonNode place = panel.get("gridPos");
        List<String> cells = new ArrayList<>();
        for (int x = place.get("x").asInt();
                x < place.get("x").asInt() + place.get("w").asInt();
                x++) {
            for (int y = place.get("y").asInt();
                    y < place.get("y").asInt() + place.get("h").asInt();
                    y++) {
                cells.add(x + "/" + y);
            }
        }
        return cells.stream();
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static Schema schema() throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(DashboardsTest.class.getResourceAsStream("grafana-dashboard.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON);
        }
    }
}
