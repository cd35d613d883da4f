package dev.failfast.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.benchmarks.Where;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Not how quick they are, but that each does what its name says. */
class BenchmarksTest {
    private final Service service = new Service();

    @Test
    void everyBenchmarkOfTheTablesIsKnownToJmh() {
        List<String> patterns = Stream.of(
                        CallsPart.all().stream(),
                        CallsPart.FORMS.stream(),
                        DatabasePart.METHODS.stream().map(method -> DatabasePart.of(Where.H2, method)))
                .flatMap(cases -> cases.map(Case::pattern))
                .toList();

        List<String> known = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .toList();

        assertThat(known)
                .hasSameSizeAs(patterns)
                .allMatch(name -> patterns.stream().anyMatch(name::matches));
    }

    @Test
    void closedBenchmarksCallTheService() throws Exception {
        new Unguarded().direct(service);
        new InProcess().closed(service);
        new Resilience4j().closed(service);
        new Failsafe().closed(service);
        Forms forms = new Forms();
        forms.call(service);
        forms.callChecked(service);
        forms.run(service);
        forms.acquire(service);

        assertThat(service.called()).isEqualTo(8);
        assertThat(service.rejected()).isZero();
    }

    @Test
    void rejectedBenchmarksDoNot() {
        new InProcess().rejected(service);
        new Resilience4j().rejected(service);
        new Resilience4j().rejectedWithStackTrace(service);
        new Failsafe().rejected(service);
        new Forms().acquireRejected(service);
        new Forms().tryAcquireRejected(service);

        assertThat(service.rejected()).isEqualTo(6);
        assertThat(service.called()).isZero();
    }

    @Test
    void whatResilience4jRejectsHasAStackTraceOnlyAsItComes() {
        assertThat(((Throwable) new Resilience4j().rejectedWithStackTrace(service)).getStackTrace())
                .isNotEmpty();
        assertThat(((Throwable) new Resilience4j().rejected(service)).getStackTrace())
                .isEmpty();
    }

    @Test
    void lookUpsByHandComeToTheSame() throws Exception {
        LookUps lookUps = new LookUps();
        lookUps.where = Where.H2;
        lookUps.open();
        try {
            lookUps.closed(service);
            lookUps.closedByHand(service);
            assertThat(service.called()).isEqualTo(2);
            assertThat(service.rejected()).isZero();

            lookUps.rejected(service);
            lookUps.rejectedByHand(service);
            assertThat(service.called()).isEqualTo(2);
            assertThat(service.rejected()).isEqualTo(2);
        } finally {
            lookUps.close();
        }
    }
}
