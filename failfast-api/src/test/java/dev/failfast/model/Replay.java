package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.model.Running.Gate;
import dev.failfast.model.Scenario.End;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One interleaving of a scenario, run by real breakers on a real store. Each call has a thread, which stops at
 * {@linkplain Gate gates}; the thread that stops asks for who goes on. What is shared here is therefore only ever
 * touched by the thread that has the {@link Baton}.
 */
final class Replay {
    static final String SERVICE = "sales_api";
    static final int OPERATOR = 100;
    static final int TICK = 101;

    private static final int HOSTS = 2;

    /** Who decides what happens next. */
    interface Choices {
        /**
         * Chooses.
         *
         * @param options numbers of calls, {@link #OPERATOR}, {@link #TICK}; one that costs no switch comes first
         */
        int choose(Replay replay, List<Integer> options);
    }

    private final Scenario scenario;
    private final Choices choices;
    private final Baton baton;
    private final StrictClock clock = new StrictClock();
    private final Store table = Store.inProcess(clock);
    private final List<Breaker> hosts = new ArrayList<>();
    private final List<Running> calls = new ArrayList<>();
    private final Witness witness;
    private boolean operatorIsDone;
    private int ticks;

    /** Per host what its memory can depend on, in order. */
    private final List<StringBuilder> memory = new ArrayList<>();

    Replay(Scenario scenario, Choices choices, Baton baton) {
        this.scenario = scenario;
        this.choices = choices;
        this.baton = baton;
        this.operatorIsDone = scenario.operator() == Scenario.Operator.NOBODY;
        for (int host = 0; host < HOSTS; host++) {
            memory.add(new StringBuilder());
            hosts.add(HostClock.set(
                            Breaker.named(SERVICE)
                                    .store(new GatedStore(table, this))
                                    .openFor(Scenario.OPEN_FOR)
                                    .probeLease(Scenario.LEASE),
                            () -> Duration.ofSeconds(clock.seconds()).toNanos())
                    .build());
        }
        for (Scenario.Call call : scenario.calls()) {
            calls.add(new Running(calls.size(), call));
        }
        if (scenario.start() == Scenario.Start.HALF_OPEN) {
            table.trip(SERVICE, Scenario.OPEN_FOR, "start");
            clock.elapse(Scenario.OPEN_FOR);
        }
        this.witness = new Witness(table, clock, calls);
    }

    Witness witness() {
        return witness;
    }

    // ---- the schedule

    /** The call of the current thread; null if nobody schedules it. */
    @Nullable
    Running running() {
        return Thread.currentThread() instanceof Worker worker ? calls.get(worker.index()) : null;
    }

    /** The current thread waits until its call is to go on. */
    void stop(Running call, Gate gate) {
        call.gate = gate;
        call.stops++;
        int next = next(call.index);
        if (next != call.index) {
            baton.pass(next);
            baton.await(call.index);
        }
        remember(call, gate);
    }

    /** On a worker: makes its call, and passes on. */
    void run(int index) {
        Running call = calls.get(index);
        try {
            make(call);
        } catch (FailfastException | IOException expected) {
            // rejected, or what the body threw
        } catch (Throwable t) {
            witness.violated(call + " threw " + t);
        }
        call.gate = Gate.DONE;
        forgetAdmission(call);
        witness.isDone(call);
        baton.pass(next(index));
    }

    /** Who goes on: the number of a call, or of the main thread when all are done. */
    int next(int last) {
        for (Running call : calls) {
            // Before its read a call touches nothing that is shared, so the order of starts does not matter.
            if (call.gate == Gate.NOT_STARTED) {
                return call.index;
            }
        }
        while (true) {
            List<Integer> options = options(last);
            if (options.isEmpty()) {
                return calls.size();
            }
            int choice = choices.choose(this, options);
            if (choice == OPERATOR) {
                operate();
            } else if (choice == TICK) {
                tick();
            } else {
                return choice;
            }
        }
    }

    private List<Integer> options(int last) {
        List<Integer> options = new ArrayList<>(calls.size() + 2);
        if (calls.stream().allMatch(Running::isDone)) {
            return options;
        }
        if (last < calls.size() && canGoOn(calls.get(last))) {
            options.add(last);
        }
        for (Running call : calls) {
            if (call.index != last && canGoOn(call)) {
                options.add(call.index);
            }
        }
        if (!operatorIsDone) {
            options.add(OPERATOR);
        }
        if (ticks < scenario.ticks()) {
            options.add(TICK);
        }
        return options;
    }

    /**
     * A trip in flight holds a lock for its service in its process. Another failure there would either wait for it, and
     * then look again, or find that it needs no trip and end, which changes nothing that others see. So nothing is lost
     * if it goes on only afterwards.
     */
    private boolean canGoOn(Running call) {
        return !call.isDone()
                && (call.gate != Gate.BEFORE_FAILURE
                        || calls.stream()
                                .noneMatch(other -> other.isTripping() && other.call.host() == call.call.host()));
    }

    // ---- what happens

    private void make(Running call) throws IOException {
        Breaker breaker = hosts.get(call.call.host());
        if (call.call.end() == End.DEATH) {
            breaker.acquire();
            witness.isAdmitted(call);
        } else {
            breaker.runChecked(() -> body(call, breaker));
        }
    }

    private void body(Running call, Breaker breaker) throws IOException {
        witness.isAdmitted(call);
        switch (call.call.end()) {
            case FAILURE -> {
                if (!call.probes()) {
                    stop(call, Gate.BEFORE_FAILURE);
                }
                throw new IOException();
            }
            case ANOTHER_IS_BROKEN -> throw new FailfastException("another", Scenario.RETRY_AFTER);
            case NESTED_SUCCESS -> breaker.run(() -> {});
            default -> {}
        }
    }

    private void operate() {
        operatorIsDone = true;
        Instant until = witness.until();
        switch (scenario.operator()) {
            case DELETE -> table.reset(SERVICE);
            case INSERT -> table.trip(SERVICE, Scenario.OPEN_FOR, "by hand");
            case FORCE_OPEN -> table.force(SERVICE, Scenario.OPEN_FOR, "by hand");
            case FORCE_OPEN_UNTIL_FURTHER_NOTICE -> table.force(SERVICE, null, "by hand");
            case UPDATE_TO_NOW -> {
                if (until != null) {
                    // A release is an UPDATE of "until" and nothing else.
                    table.release(SERVICE, until, Duration.ZERO);
                }
            }
            case NOBODY -> throw new IllegalStateException();
        }
        witness.hasOperated(scenario.operator());
    }

    private void tick() {
        ticks++;
        clock.elapse(Scenario.TICK);
        witness.timeHasPassed();
    }

    /** After all calls have ended, whatever the schedule was: a call that succeeds after some time heals. */
    void checkThatItHeals() {
        clock.elapse(Duration.ofDays(1));
        boolean furtherNotice = Instant.MAX.equals(witness.until());
        Breaker breaker = hosts.get(0);
        boolean nested = scenario.calls().stream().anyMatch(call -> call.end() == End.NESTED_SUCCESS);
        try {
            breaker.run(nested ? () -> breaker.run(() -> {}) : () -> {});
        } catch (FailfastException e) {
            if (!furtherNotice) {
                witness.violated("it does not heal: a day later a call is rejected");
            }
        }
        if (furtherNotice == (witness.look() == null)) {
            witness.violated("a day later, after a call that succeeds: " + table.list());
        }
    }

    // ---- states

    /** What the process of a call can have learned in the moment in which the call went on from a gate. */
    private void remember(Running call, Gate gate) {
        StringBuilder mind = memory.get(call.call.host());
        switch (gate) {
            case AFTER_READ -> {
                if (call.answer == Running.NO_ROW) {
                    mind.append('a').append(call.index);
                }
            }
            case AFTER_CLAIM -> call.probeStarted = clock.seconds();
            case BEFORE_FAILURE -> mind.append('f').append(call.index);
            case AFTER_TRIP -> mind.append('t').append(call.index);
            case AFTER_VERDICT -> {
                if (call.lost) {
                    mind.append('l').append(clock.seconds() - call.probeStarted);
                }
            }
            default -> {}
        }
    }

    private void forgetAdmission(Running call) {
        StringBuilder mind = memory.get(call.call.host());
        int at = mind.indexOf("a" + call.index);
        if (at >= 0) {
            mind.delete(at, at + 2);
        }
    }

    /**
     * All that the rest of the replay depends on, so that two schedules that lead to the same key need only be followed
     * once. Times count in ticks: microseconds only make writes distinct, and a fence that is not in the row now never
     * will be again. Of the memory of a process nothing is known but what it can depend on: which of its calls were
     * admitted, failed, tripped and lost their fences, in which order.
     */
    String key() {
        StringBuilder key = new StringBuilder(64);
        key.append(operatorIsDone ? 'o' : ' ').append(ticks);
        witness.appendTo(key);
        memory.forEach(mind -> key.append('|').append(mind));
        return key.toString();
    }

    @Override
    public String toString() {
        return scenario + witness.trace();
    }
}
