package dev.failfast.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sequences of steps, the same for the same seed. */
final class Generator {
    private static final List<Duration> STEPS = seconds(1, 15, 30, 45, 61, 100, 400);
    /** Not multiples of what breakers use, or an operator could write the fence of a probe by accident. */
    private static final List<Duration> BREAKS = seconds(7, 37, 77, 3_607, 40_000_000);

    private final Random random;
    private int calls;

    Generator(long seed) {
        random = new Random(seed);
    }

    List<Step> sequence(int length) {
        List<Step> steps = new ArrayList<>();
        while (steps.size() < length) {
            steps.add(step());
        }
        return steps;
    }

    private Step step() {
        int percent = random.nextInt(100);
        if (percent < 33) {
            return new Step.Begin(calls++, host(), service());
        }
        if (percent < 63) {
            // Mostly a late one: stragglers are what makes it difficult.
            return new Step.End(Math.max(0, calls - 1 - random.nextInt(8)), ending());
        }
        if (percent < 70) {
            return nested();
        }
        if (percent < 80) {
            return new Step.Elapse(oneOf(STEPS));
        }
        if (percent < 90) {
            return new Step.ElapseTo(service(), Duration.ofNanos(1_000L * (random.nextInt(3) - 1)));
        }
        return operator();
    }

    private Step operator() {
        return switch (random.nextInt(8)) {
            case 0 -> new Step.Insert(service(), left());
            case 1 -> new Step.Update(service(), left());
            case 2 -> new Step.Update(service(), oneOf(seconds(-3, 0, 7)));
            case 3 -> new Step.ForceOpen(host(), service(), left());
            case 4 -> new Step.Reset(host(), service());
            default -> new Step.Delete(service());
        };
    }

    private Step nested() {
        List<String> services = new ArrayList<>();
        List<Boolean> catches = new ArrayList<>();
        int depth = 2 + random.nextInt(2);
        while (services.size() < depth) {
            services.add(service());
            catches.add(random.nextInt(3) == 0);
        }
        return new Step.Nested(host(), List.copyOf(services), ending(), List.copyOf(catches));
    }

    private Ending ending() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> Ending.SUCCESS;
            case 3, 4, 5 -> Ending.FAILURE;
            case 6 -> Ending.ABANDONED;
            default -> Ending.anotherIsBroken(oneOf(seconds(5, 70, 90_000)));
        };
    }

    private @Nullable Duration left() {
        return random.nextInt(3) == 0 ? null : oneOf(BREAKS);
    }

    /** One host and one service are busier, so that calls meet. */
    private int host() {
        return random.nextInt(3) > 0 ? 0 : random.nextInt(ModelRun.HOSTS);
    }

    private String service() {
        return ModelRun.SERVICES.get(random.nextInt(3) > 0 ? 0 : 1);
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<Duration> seconds(long... seconds) {
        List<Duration> durations = new ArrayList<>();
        for (long s : seconds) {
            durations.add(Duration.ofSeconds(s));
        }
        return durations;
    }
}
