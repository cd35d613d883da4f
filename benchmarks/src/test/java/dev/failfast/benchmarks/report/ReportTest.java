package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder = Path.of("");

    private Path document = folder;

    @BeforeEach
    void start() throws Exception {
        document = Files.writeString(folder.resolve("performance.md"), "# Performance\n");
    }

    private Report report() throws Exception {
        return new Report(folder, folder.resolve("raw.tsv"));
    }

    @Test
    void resultsAreWrittenAsSoonAsTheyAreThere() throws Exception {
        Report report = report();
        report.table("rows", new Table("rows", "µs").row("0", "41"));
        report.picture("rows", "<svg/>");
        report.raw("rows", 0, 41.5);

        assertThat(document).content().contains("<!-- rows -->", "| 0    |  41 |");
        assertThat(folder.resolve("performance/rows.svg")).hasContent("<svg/>");
        assertThat(folder.resolve("raw.tsv")).hasContent("rows\t0\t41.5");
    }

    @Test
    void aRequirementThatWasNotMetOnceIsNotMet() throws Exception {
        Report report = report();
        report.judge(Requirement.STORM_WRITES, "2 of 1", false);
        report.judge(Requirement.STORM_WRITES, "5 of 5", true);

        assertThat(report.allMet()).isFalse();
        assertThat(document)
                .content()
                .contains("2 of 1", "**no**", "not in this run")
                .doesNotContain("5 of 5");
    }

    @Test
    void growthOfAllPartsIsInOneTable() throws Exception {
        Report report = report();
        for (String what : List.of("CPU", "queries")) {
            Growth growth = new Growth(what, "hosts");
            growth.point(1, Spread.of(1));
            growth.point(10, Spread.of(10));
            report.growth(List.of(growth, new Growth("unknown", "hosts")));
        }

        assertThat(document).content().contains("CPU", "queries", "linear").doesNotContain("unknown");
    }
}
