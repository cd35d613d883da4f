package dev.failfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares worlds with the model over many generated sequences; without a test framework, so that any can run it. */
public final class ModelCheck {
    private final Supplier<? extends World> worlds;
    private final Tally tally = new Tally();

    /**
     * For one kind of world.
     *
     * @param worlds gives a new world with an empty table for each sequence; it is closed after it
     */
    public ModelCheck(Supplier<? extends World> worlds) {
        this.worlds = worlds;
    }

    /**
     * Runs sequences.
     *
     * @param seed of the first sequence; the next one has the next seed
     * @param sequences how many
     * @param length how many steps each
     * @return what the sequences reached
     * @throws AssertionError with the shortest sequence found that world and model disagree on
     */
    public Tally run(long seed, int sequences, int length) {
        for (long s = seed; s < seed + sequences; s++) {
            List<Step> steps = new Generator(s).sequence(length);
            Failure failure = failure(steps);
            tally.nextSequence();
            if (failure != null) {
                throw report(s, shrink(failure));
            }
        }
        return tally;
    }

    private record Failure(List<Step> steps, Throwable cause) {}

    /** The steps up to the one that failed; null if none did. */
    private @Nullable Failure failure(List<Step> steps) {
        try (World world = worlds.get()) {
            ModelRun run = new ModelRun(world, tally);
            for (int i = 0; i < steps.size(); i++) {
                try {
                    run.apply(steps.get(i));
                } catch (RuntimeException | AssertionError e) {
                    return new Failure(List.copyOf(steps.subList(0, i + 1)), e);
                }
            }
            return null;
        }
    }

    /** Leaves out half of the steps, a quarter, ... one, as long as it still fails. */
    private Failure shrink(Failure failure) {
        Failure shortest = failure;
        for (int size = shortest.steps().size() / 2; size > 0; ) {
            Failure shorter = without(shortest, size);
            if (shorter != null) {
                shortest = shorter;
            } else {
                size /= 2;
            }
        }
        return shortest;
    }

    private @Nullable Failure without(Failure failure, int size) {
        for (int from = 0; from + size < failure.steps().size(); from++) {
            List<Step> fewer = new ArrayList<>(failure.steps());
            fewer.subList(from, from + size).clear();
            Failure shorter = failure(fewer);
            if (shorter != null) {
                return shorter;
            }
        }
        return null;
    }

    private static AssertionError report(long seed, Failure failure) {
        String steps = failure.steps().stream().map(step -> "  " + step).collect(Collectors.joining("\n"));
        return new AssertionError(
                "seed " + seed + ", shortest sequence found:\n" + steps + "\n"
                        + failure.cause().getMessage(),
                failure.cause());
    }
}
