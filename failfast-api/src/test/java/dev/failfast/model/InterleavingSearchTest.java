package dev.failfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.model.Scenario.Call;
import dev.failfast.model.Scenario.End;
import dev.failfast.model.Scenario.Operator;
import dev.failfast.model.Scenario.Start;
import dev.failfast.model.Search.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A minute of two cores; with {@code -Dfailfast.short}, for one more JDK, a fraction of that. */
class InterleavingSearchTest {
    private static final boolean SHORT = System.getProperty("failfast.short") != null;
    private static final List<Operator> ALL = SHORT ? List.of(Operator.DELETE) : List.of(Operator.values());
    private static final List<Operator> MOST = SHORT
            ? List.of(Operator.DELETE)
            : List.of(Operator.NOBODY, Operator.DELETE, Operator.FORCE_OPEN, Operator.UPDATE_TO_NOW);

    @Test
    void twoCallsAndAnOperator() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Start start : Start.values()) {
            for (Operator operator : ALL) {
                if (start == Start.HALF_OPEN && operator == Operator.INSERT) {
                    continue; // fails: there is a row
                }
                for (int secondHost = 0; secondHost < 2; secondHost++) {
                    for (End first : End.values()) {
                        for (End second : End.values()) {
                            if (first.compareTo(second) <= 0) {
                                List<Call> calls = List.of(new Call(0, first), new Call(secondHost, second));
                                scenarios.add(new Scenario(start, calls, operator, 2));
                            }
                        }
                    }
                }
            }
        }
        search("two calls", scenarios);
    }

    @Test
    void threeCallsTwoOfThemOnOneHost() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Start start : Start.values()) {
            for (Operator operator : MOST) {
                for (End second : List.of(End.FAILURE, End.SUCCESS)) {
                    for (End third : List.of(End.FAILURE, End.SUCCESS)) {
                        List<Call> calls = List.of(new Call(0, End.FAILURE), new Call(0, second), new Call(1, third));
                        scenarios.add(new Scenario(start, calls, operator, 1));
                    }
                }
            }
        }
        search("three calls", scenarios);
    }

    /** Two schedules with the same key must have the same future, or their numbers would not be the same either. */
    @Test
    void theShortCutLosesNoInterleaving() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Start start : Start.values()) {
            for (int secondHost = 0; secondHost < 2; secondHost++) {
                List<Call> calls = List.of(new Call(0, End.FAILURE), new Call(secondHost, End.FAILURE));
                scenarios.add(new Scenario(start, calls, Operator.DELETE, 1));
            }
        }
        List<Map.Entry<Result, Result>> results = Muted.get(() -> scenarios.parallelStream()
                .map(scenario -> Map.entry(Search.all(scenario), Search.oneByOne(scenario)))
                .toList());
        assertThat(results).hasSize(scenarios.size()).allSatisfy(both -> {
            assertThat(both.getKey().interleavings()).isEqualTo(both.getValue().replays());
            assertThat(both.getKey().states()).isEqualTo(both.getValue().states());
        });
    }

    private static void search(String what, List<Scenario> scenarios) {
        long start = System.nanoTime();
        Result result =
                Muted.get(() -> scenarios.parallelStream().map(Search::all).reduce(Result.NONE, Result::plus));
        System.out.printf(
                "search: %s, %d scenarios, %s, %d ms%n",
                what, scenarios.size(), result, (System.nanoTime() - start) / 1_000_000);
        assertThat(result.interleavings()).isGreaterThan(1_000_000);
    }
}
