package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors complete, what the documentation has, and what a wrong name is compared with are the same. */
class MetadataTest {
    private static final Pattern ROW = Pattern.compile("^\\| `((failfast|management)\\.[^`]+)` \\|", Pattern.MULTILINE);

    private final Map<String, JsonNode> properties = metadata();

    @Test
    void everyPropertyHasADescriptionAndAType() {
        assertThat(properties).isNotEmpty().allSatisfy((name, property) -> {
            assertThat(property.path("description").asString("")).isNotBlank();
            assertThat(property.path("type").asString("")).isNotBlank();
        });
    }

    @Test
    void everyPropertyIsDocumentedAndEveryDocumentedOneExists() throws IOException {
        assertThat(documented()).isEqualTo(properties.keySet());
    }

    @Test
    void aWrongNameIsComparedWithAllOfThem() {
        Set<String> ours = properties.keySet().stream()
                .filter(name -> name.startsWith("failfast.") && !name.equals("failfast.services"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> compared = KnownProperties.names().stream()
                .filter(name -> !name.startsWith(KnownProperties.ANY_SERVICE))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(compared).isEqualTo(ours);
        assertThat(KnownProperties.nearest("failfast.wholly.different")).isEmpty();
    }

    private static Set<String> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("../docs/spring-boot.md")))
                .results()
                .map((MatchResult row) -> row.group(1))
                .map(name -> name.equals("failfast.services.<name>.*") ? "failfast.services" : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of this module alone: of Spring Boot there are many. */
    private static Map<String, JsonNode> metadata() {
        Map<String, JsonNode> found = new TreeMap<>();
        try {
            for (URL url : Collections.list(
                    MetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
                JsonNode all = JsonMapper.shared().readTree(url.openStream().readAllBytes());
                for (JsonNode property : all.path("properties")) {
                    String name = property.path("name").asString("");
                    if (name.contains("failfast")) {
                        found.put(name, property);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }
}
