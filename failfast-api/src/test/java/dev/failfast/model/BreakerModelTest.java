package dev.failfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.model.Tally.Event;
import org.junit.jupiter.api.Test;

/** Another seed or more sequences: {@code -Dfailfast.model.seed=...}, {@code -Dfailfast.model.sequences=...}. */
class BreakerModelTest {
    private static final long SEED = Long.getLong("failfast.model.seed", 1);
    private static final int SEQUENCES = Integer.getInteger("failfast.model.sequences", 3_000);
    private static final int LENGTH = 60;

    @Test
    void breakersOnOneStoreDoWhatTheModelSays() {
        Tally tally = Muted.get(() -> new ModelCheck(InProcessWorld::new).run(SEED, SEQUENCES, LENGTH));
        System.out.println("model: of " + SEQUENCES + " sequences " + tally);
        // Far below what is usual, but no generator that gets stuck somewhere reaches it.
        for (Event event : Event.values()) {
            assertThat(tally.of(event)).as(event.name()).isGreaterThan(SEQUENCES / 30);
        }
    }
}
