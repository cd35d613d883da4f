package dev.failfast.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All interleavings of a scenario, depth first: each replay follows the choices made so far and then makes new ones,
 * until it comes to a state from which everything was seen before. The states of a scenario have no cycles, since every
 * choice uses up something.
 */
final class Search implements Replay.Choices {
    private static final long BLOCKED_SECONDS = 20;

    /**
     * What was explored.
     *
     * @param replays how many were run
     * @param states how many different ones they met
     * @param interleavings how many different orders of events that stands for
     */
    record Result(long replays, long states, long interleavings) {
        static final Result NONE = new Result(0, 0, 0);

        Result plus(Result other) {
            return new Result(replays + other.replays, states + other.states, interleavings + other.interleavings);
        }

        @Override
        public String toString() {
            return String.format("%d replays, %d states, %d interleavings", replays, states, interleavings);
        }
    }

    private static final class Node {
        final String key;
        final List<Integer> options;
        int chosen;
        long interleavings;

        Node(String key, List<Integer> options) {
            this.key = key;
            this.options = options;
        }
    }

    private final Scenario scenario;
    private final boolean onlyNewStates;
    private final Baton baton;
    private final Map<String, Long> seen = new HashMap<>();
    private final List<Node> path = new ArrayList<>();
    private int depth;
    private boolean nothingNew;
    private @Nullable Replay replay;

    private Search(Scenario scenario, boolean onlyNewStates) {
        this.scenario = scenario;
        this.onlyNewStates = onlyNewStates;
        this.baton = new Baton(scenario.calls().size());
    }

    /**
     * Explores a scenario.
     *
     * @throws AssertionError with the interleaving that breaks an invariant
     */
    static Result all(Scenario scenario) {
        return new Search(scenario, true).run();
    }

    /** The same without the short cut, for small scenarios: one replay for each interleaving. */
    static Result oneByOne(Scenario scenario) {
        return new Search(scenario, false).run();
    }

    private Result run() {
        int calls = scenario.calls().size();
        for (int i = 0; i < calls; i++) {
            Worker worker = new Worker(i, baton, this);
            baton.enlist(i, worker);
            worker.start();
        }
        try {
            return explore();
        } finally {
            baton.drop();
        }
    }

    /** The one that runs now. */
    Replay replay() {
        return Objects.requireNonNull(replay);
    }

    private Result explore() {
        long replays = 0;
        long interleavings = 0;
        do {
            depth = 0;
            nothingNew = false;
            replays++;
            follow(new Replay(scenario, this, baton));
            if (!nothingNew) {
                path.get(path.size() - 1).interleavings++;
            }
            interleavings = backtrack();
        } while (!path.isEmpty());
        return new Result(replays, seen.size(), interleavings);
    }

    private void follow(Replay next) {
        int main = scenario.calls().size();
        replay = next;
        baton.pass(next.next(main));
        if (!baton.awaitAtMost(main, BLOCKED_SECONDS)) {
            throw new AssertionError(blocked(next));
        }
        next.checkThatItHeals();
        if (next.witness().sawViolation()) {
            throw new AssertionError(next);
        }
    }

    private String blocked(Replay next) {
        StringBuilder message = new StringBuilder("a call is blocked by something that is no gate: ").append(next);
        for (StackTraceElement frame : baton.current().getStackTrace()) {
            message.append("\n    at ").append(frame);
        }
        return message.toString();
    }

    @Override
    public int choose(Replay current, List<Integer> options) {
        if (nothingNew) {
            return options.get(0);
        }
        if (depth < path.size()) {
            Node node = path.get(depth++);
            int choice = node.options.get(node.chosen);
            if (!options.contains(choice)) {
                throw new IllegalStateException("a replay went another way: " + current);
            }
            return choice;
        }
        String key = current.key();
        Long known = onlyNewStates ? seen.get(key) : null;
        if (known != null) {
            nothingNew = true;
            path.get(path.size() - 1).interleavings += known;
        } else {
            path.add(new Node(key, options));
            depth++;
        }
        return options.get(0);
    }

    /** To the next choice that is left; the whole number of interleavings if there is none. */
    private long backtrack() {
        long interleavings = 0;
        while (!path.isEmpty()) {
            Node node = path.get(path.size() - 1);
            node.interleavings += interleavings;
            if (++node.chosen < node.options.size()) {
                return 0;
            }
            path.remove(path.size() - 1);
            seen.put(node.key, node.interleavings);
            interleavings = node.interleavings;
        }
        return interleavings;
    }
}
