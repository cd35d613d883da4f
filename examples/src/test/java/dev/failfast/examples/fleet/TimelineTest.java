package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.fleet.Timeline.Colour;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void shows_what_happened_in_the_order_in_which_it_happened() {
        Timeline timeline = new Timeline(out, false);
        timeline.at(5_030, "host-2", "second");
        timeline.at(5_010, "host-1", "first", Colour.RED);
        timeline.at(6_000, "host-3", "not yet");

        timeline.flush(5_500);

        assertThat(lines()).containsExactly("   5.01  host-1    first", "   5.03  host-2    second");
    }

    @Test
    void aligns_a_text_of_several_lines() {
        Timeline timeline = new Timeline(out, false);
        timeline.at(0, "sql", "SELECT\nrow");

        timeline.flush(0);

        assertThat(lines()).containsExactly("   0.00  sql       SELECT", "                   row");
    }

    @Test
    void has_colours_only_on_a_terminal() {
        assertThat(new Timeline(out, false).paint("text", Colour.RED)).isEqualTo("text");
        assertThat(new Timeline(out, true).paint("text", Colour.RED)).isEqualTo("\033[31mtext\033[0m");
    }

    private String[] lines() {
        return bytes.toString(StandardCharsets.UTF_8).split("\\R");
    }
}
