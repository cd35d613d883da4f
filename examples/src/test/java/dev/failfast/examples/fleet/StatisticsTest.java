package dev.failfast.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void a_percentile_is_the_shortest_wait_that_so_many_did_not_exceed() {
        List<Report.Request> requests = new ArrayList<>(LongStream.rangeClosed(1, 200)
                .mapToObj(wait -> request(0, wait, Outcome.FRESH))
                .toList());
        Collections.shuffle(requests, new Random(1));

        Statistics statistics = new Statistics(requests, 0, 1);

        assertThat(statistics.percentile(1)).hasValue(2);
        assertThat(statistics.percentile(50)).hasValue(100);
        assertThat(statistics.percentile(99)).hasValue(198);
        assertThat(statistics.percentile(100)).hasValue(200);
    }

    @Test
    void of_a_few_requests_the_99th_percentile_is_the_longest_wait() {
        List<Report.Request> requests =
                List.of(request(0, 10, Outcome.FRESH), request(0, 2_000, Outcome.LATE), request(0, 20, Outcome.FRESH));

        assertThat(new Statistics(requests, 0, 1).percentile(99)).hasValue(2_000);
        assertThat(new Statistics(requests, 0, 1).percentile(50)).hasValue(20);
    }

    @Test
    void of_no_requests_there_is_no_percentile() {
        List<Report.Request> requests = List.of(request(5, 10, Outcome.FRESH));

        assertThat(new Statistics(requests, 6, 10).percentile(99)).isEmpty();
        assertThat(new Statistics(requests, 0, 5).percentile(99)).isEmpty();
    }

    @Test
    void a_percentile_is_1_to_100() {
        Statistics statistics = new Statistics(List.of(), 0, 1);

        assertThatIllegalArgumentException().isThrownBy(() -> statistics.percentile(0));
        assertThatIllegalArgumentException().isThrownBy(() -> statistics.percentile(101));
    }

    @Test
    void waits_count_where_the_request_came_and_answers_where_they_were_given() {
        List<Report.Request> requests = List.of(
                request(900, 200, Outcome.LATE), // answered within
                request(1_000, 10, Outcome.CACHED), // came and answered within
                request(1_500, 3_000, Outcome.LOST), // came within, never answered
                request(1_600, 50, Outcome.FAILED), // likewise
                request(2_990, 20, Outcome.FRESH), // came within, answered later
                request(3_000, 1, Outcome.FRESH)); // came later

        Statistics statistics = new Statistics(requests, 1_000, 3_000);

        assertThat(statistics.percentile(25)).hasValue(10);
        assertThat(statistics.percentile(50)).hasValue(20);
        assertThat(statistics.percentile(75)).hasValue(50);
        assertThat(statistics.percentile(100)).hasValue(3_000);
        assertThat(statistics.answeredPerSecond()).isEqualTo(1.0);
    }

    @Test
    void an_empty_window_has_no_answers() {
        assertThat(new Statistics(List.of(request(0, 1, Outcome.FRESH)), 5, 5).answeredPerSecond())
                .isZero();
        assertThat(new Statistics(List.of(request(0, 1, Outcome.FRESH)), 5, 4).answeredPerSecond())
                .isZero();
    }

    private static Report.Request request(long arrived, long waited, Outcome outcome) {
        return new Report.Request("host-1", arrived, waited, outcome);
    }
}
