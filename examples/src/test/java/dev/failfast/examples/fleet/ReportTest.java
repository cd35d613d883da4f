package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.examples.fleet.Report.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    static Report[] reports() {
        return new Report[] {
            new Report.Request("host-1", 1_234, 56, 7, Outcome.LATE),
            new Report.Load("host-1", 1_234, 4, 160),
            new Event("host-1", -20, Event.Kind.READY, "4711"),
            new Event("host-1", 1_234, Event.Kind.OUTAGE, "a detail of several words"),
        };
    }

    @ParameterizedTest
    @MethodSource("reports")
    void a_line_says_all_of_a_report(Report report) {
        assertThat(Report.parse("host-1", report.toLine())).contains(report);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "request",
                "request 1 2",
                "request 1 2 LATE",
                "request 1 2 3",
                "request one 2 3 LATE",
                "request 1 2 3 EARLY",
                "event 1",
                "event 1 PARTY hard",
                "Exception in thread \"main\" java.lang.Error",
            })
    void what_else_a_process_prints_is_no_report(String line) {
        assertThat(Report.parse("host-1", line)).isEmpty();
    }
}
