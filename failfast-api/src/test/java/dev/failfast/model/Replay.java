package dev.failfast.model;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.model.Scenario.End;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One interleaving of a scenario, run by real breakers on a real store. Each call has a thread, which stops at
 * {@linkplain Gate gates}; the thread that stops asks for who goes on. What is shared here is therefore only ever
 * touched by the thread that has the {@link Baton}.
 *
 * <p>It keeps a record of who wrote the row, apart from the store, and notes the first broken invariant.
 */
final class Replay {
    static final String SERVICE = "sales_api";
    static final Duration RETRY_AFTER = Scenario.TICK;
    static final int OPERATOR = 100;
    static final int TICK = 101;

    private static final int HOSTS = 2;
    private static final char NO_ROW = '-';

    /** Where a call can stand. Its thread's stack in between is no business of others. */
    enum Gate {
        NOT_STARTED('0'),
        BEFORE_READ('r'),
        AFTER_READ('R'),
        BEFORE_CLAIM('c'),
        AFTER_CLAIM('C'),
        BEFORE_FAILURE('f'),
        BEFORE_TRIP('t'),
        AFTER_TRIP('T'),
        BEFORE_VERDICT('v'),
        AFTER_VERDICT('V'),
        DONE('.');

        private final char code;

        Gate(char code) {
            this.code = code;
        }
    }

    /** Who decides what happens next. */
    interface Choices {
        /**
         * Chooses.
         *
         * @param options numbers of calls, {@link #OPERATOR}, {@link #TICK}; the one that costs no switch comes first
         */
        int choose(Replay replay, List<Integer> options);
    }

    /** A call on its way. */
    static final class Running {
        final int index;
        final Scenario.Call call;
        Gate gate = Gate.NOT_STARTED;
        private int stops;
        private char answer = ' ';
        private boolean admitted;
        private boolean removedSinceRead;
        private @Nullable Instant fence;
        private int claimed;
        private boolean settled;
        private boolean lost;
        private boolean operatorSinceClaim;
        private long probeStarted;

        Running(int index, Scenario.Call call) {
            this.index = index;
            this.call = call;
        }

        private boolean probes() {
            return fence != null && !settled;
        }

        @Override
        public String toString() {
            return "call " + index + " (" + call + ")";
        }
    }

    private final Scenario scenario;
    private final Choices choices;
    private final Baton baton;
    private final StrictClock clock = new StrictClock();
    private final Store table = Store.inProcess(clock);
    private final Breaker[] hosts = new Breaker[HOSTS];
    private final List<Running> calls = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private @Nullable String violation;
    private boolean operatorIsDone;
    private int ticks;

    // The row as it must be, by what the operations said they did.
    private @Nullable Instant until;
    private int version;
    private long notBefore = Long.MIN_VALUE;

    /** Per host what its memory can depend on, in order. */
    private final StringBuilder[] memory = {new StringBuilder(), new StringBuilder()};

    Replay(Scenario scenario, Choices choices, Baton baton) {
        this.scenario = scenario;
        this.choices = choices;
        this.baton = baton;
        this.operatorIsDone = scenario.operator() == Scenario.Operator.NOBODY;
        for (int host = 0; host < HOSTS; host++) {
            hosts[host] = HostClock.set(
                            Breaker.named(SERVICE)
                                    .store(new GatedStore(table, this))
                                    .openFor(Scenario.OPEN_FOR)
                                    .probeLease(Scenario.LEASE),
                            () -> clock.seconds() * 1_000_000_000)
                    .build();
        }
        for (Scenario.Call call : scenario.calls()) {
            calls.add(new Running(calls.size(), call));
        }
        if (scenario.start() == Scenario.Start.HALF_OPEN) {
            table.trip(SERVICE, Scenario.OPEN_FOR, "start");
            clock.elapse(Scenario.OPEN_FOR);
            until = look();
        }
    }

    // ---- the schedule

    /** The call of the current thread; null if nobody schedules it. */
    @Nullable
    Running running() {
        return Thread.currentThread() instanceof Worker worker ? calls.get(worker.index()) : null;
    }

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
            violated(call + " threw " + t);
        }
        call.gate = Gate.DONE;
        forgetAdmission(call);
        if (call.call.end() == End.FAILURE && call.admitted && until == null && !call.removedSinceRead) {
            violated("the trip of " + call + " is lost: it failed, and there was never a row");
        }
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
        if (last < calls.size() && canGoOn(calls.get(last))) {
            options.add(last);
        }
        boolean alive = false;
        for (Running call : calls) {
            alive |= call.gate != Gate.DONE;
            if (call.index != last && canGoOn(call)) {
                options.add(call.index);
            }
        }
        if (!alive) {
            return List.of();
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
        return call.gate != Gate.DONE
                && (call.gate != Gate.BEFORE_FAILURE
                        || calls.stream()
                                .noneMatch(other -> other.call.host() == call.call.host()
                                        && (other.gate == Gate.BEFORE_TRIP || other.gate == Gate.AFTER_TRIP)));
    }

    // ---- what calls do

    private void make(Running call) throws IOException {
        Breaker breaker = hosts[call.call.host()];
        if (call.call.end() == End.DEATH) {
            breaker.acquire();
            admitted(call);
        } else {
            breaker.runChecked(() -> body(call, breaker));
        }
    }

    private void body(Running call, Breaker breaker) throws IOException {
        admitted(call);
        switch (call.call.end()) {
            case FAILURE -> {
                if (!call.probes()) {
                    stop(call, Gate.BEFORE_FAILURE);
                }
                throw new IOException();
            }
            case ANOTHER_IS_BROKEN -> throw new FailfastException("another", RETRY_AFTER);
            case NESTED_SUCCESS -> breaker.run(() -> {});
            default -> {}
        }
    }

    private void admitted(Running call) {
        call.admitted = true;
        if (call.answer != NO_ROW && !call.probes()) {
            violated(call + " was let through although it met a row and is no probe");
        }
    }

    /** What the process of a call can have learned in the moment in which the call went on from a gate. */
    private void remember(Running call, Gate gate) {
        StringBuilder mind = memory[call.call.host()];
        switch (gate) {
            case AFTER_READ -> {
                if (call.answer == NO_ROW) {
                    mind.append("a").append(call.index);
                }
            }
            case AFTER_CLAIM -> call.probeStarted = clock.seconds();
            case AFTER_TRIP -> mind.append("t").append(call.index);
            case AFTER_VERDICT -> {
                if (call.lost) {
                    mind.append("l").append((clock.seconds() - call.probeStarted) / Scenario.TICK.toSeconds());
                }
            }
            case BEFORE_FAILURE -> mind.append("f").append(call.index);
            default -> {}
        }
    }

    private void forgetAdmission(Running call) {
        StringBuilder mind = memory[call.call.host()];
        int at = mind.indexOf("a" + call.index);
        if (at >= 0) {
            mind.delete(at, at + 2);
        }
    }

    void hasRead(Running call, Breaker.@Nullable Status row) {
        call.answer = row == null ? NO_ROW : row.state() == Breaker.State.OPEN ? 'o' : 'h';
        call.removedSinceRead = false;
        trace(call, "reads " + (row == null ? "no row" : row.state()));
    }

    void hasTripped(Running call, boolean wrote) {
        trace(call, wrote ? "trips" : "meets a row with its trip");
        if (wrote && until != null) {
            violated("the trip of " + call + " changed a row that was there");
        }
        if (wrote) {
            notBefore = Long.MIN_VALUE;
        }
        changed(wrote);
    }

    void isAboutToClaim(Running call, Duration lease) {
        call.answer = (char) ('0' + lease.toSeconds() / Scenario.TICK.toSeconds());
    }

    void hasClaimed(Running call, @Nullable Instant fence) {
        trace(call, fence == null ? "claims in vain" : "claims");
        if (fence != null) {
            if (!isOver(until)) {
                violated(call + " claimed a row whose time had not come");
            }
            if (clock.seconds() < notBefore) {
                violated(call + " probes although another service is still broken");
            }
            for (Running other : calls) {
                if (other.probes() && !other.operatorSinceClaim && !isOver(other.fence)) {
                    violated(call + " probes within the lease of " + other);
                }
            }
        }
        changed(fence != null);
        if (fence != null) {
            if (!fence.equals(until)) {
                violated("the fence of " + call + " is not what the row carries");
            }
            call.fence = fence;
            call.claimed = version;
            call.operatorSinceClaim = false;
        }
    }

    void hasSettled(Running call, String how, boolean held) {
        trace(call, held ? how : how + " in vain");
        if (held && (until == null || call.claimed != version)) {
            violated(call + " " + how + " a row that it did not write");
        }
        if (held && how.equals("releases") && call.call.end() == End.ANOTHER_IS_BROKEN) {
            notBefore = clock.seconds() + Math.min(RETRY_AFTER.toSeconds(), Scenario.OPEN_FOR.toSeconds());
        }
        call.settled = true;
        call.lost = !held;
        changed(held);
    }

    // ---- what others do

    private void operate() {
        operatorIsDone = true;
        trace.add("operator: " + scenario.operator());
        switch (scenario.operator()) {
            case DELETE -> table.reset(SERVICE);
            case INSERT -> table.trip(SERVICE, Scenario.OPEN_FOR, "by hand");
            case FORCE_OPEN -> table.force(SERVICE, Scenario.OPEN_FOR, "by hand");
            case FORCE_OPEN_UNTIL_FURTHER_NOTICE -> table.force(SERVICE, null, "by hand");
            case UPDATE_TO_NOW -> {
                if (until != null) {
                    table.release(SERVICE, until, Duration.ZERO);
                }
            }
            case NOBODY -> throw new IllegalStateException();
        }
        if (!Objects.equals(until, look())) {
            notBefore = Long.MIN_VALUE;
            calls.forEach(call -> call.operatorSinceClaim = true);
            changed(true);
        }
    }

    private void tick() {
        ticks++;
        clock.elapse(Scenario.TICK);
        trace.add("time passes");
    }

    private void changed(boolean wrote) {
        Instant seen = look();
        if (!wrote) {
            if (!Objects.equals(seen, until)) {
                violated("the row changed although the operation said it did not");
            }
            return;
        }
        if (seen == null) {
            calls.forEach(call -> call.removedSinceRead = true);
        }
        version++;
        until = seen;
    }

    private boolean isOver(@Nullable Instant moment) {
        return moment != null && StrictClock.seconds(moment) <= clock.seconds();
    }

    private @Nullable Instant look() {
        clock.observing(true);
        Breaker.Status row = table.read(SERVICE);
        clock.observing(false);
        return row == null ? null : row.until();
    }

    // ---- the end

    /** After all calls have ended, whatever the schedule was: a call that succeeds after some time heals. */
    void checkThatItHeals() {
        clock.elapse(Duration.ofDays(1));
        boolean furtherNotice = Instant.MAX.equals(until);
        Breaker breaker = hosts[0];
        boolean nested = scenario.calls().stream().anyMatch(call -> call.end() == End.NESTED_SUCCESS);
        try {
            breaker.run(nested ? () -> breaker.run(() -> {}) : () -> {});
        } catch (FailfastException e) {
            if (!furtherNotice) {
                violated("it does not heal: a day later a call is rejected");
            }
        }
        if (furtherNotice ? look() == null : look() != null) {
            violated("a day later, after a call that succeeds: " + table.list());
        }
    }

    @Nullable
    String violation() {
        return violation == null ? null : scenario + "\n  " + String.join("\n  ", trace);
    }

    String standing() {
        return scenario + " " + calls.stream().map(call -> call.gate).toList() + "\n  " + String.join("\n  ", trace);
    }

    private void violated(String what) {
        if (violation == null) {
            violation = what;
            trace.add("VIOLATION: " + what);
        }
    }

    private void trace(Running call, String what) {
        trace.add(call + " " + what);
    }

    // ---- states

    /**
     * All that the rest of the replay depends on, so that two schedules that lead to the same key need only be followed
     * once. Times count in ticks: microseconds only make writes distinct, and a fence that is not in the row now never
     * will be again. Of the memory of a process nothing is known but what it can depend on: which of its calls were
     * admitted, failed, tripped and lost their fences, in which order.
     */
    String key() {
        StringBuilder key = new StringBuilder(64);
        key.append(operatorIsDone ? 'o' : ' ').append((char) ('0' + ticks));
        append(key, until);
        key.append(notBefore < clock.seconds() ? "" : "n" + notBefore);
        for (Running call : calls) {
            key.append('|');
            boolean done = call.gate == Gate.DONE;
            if (done && !call.probes()) {
                continue;
            }
            key.append(call.gate.code);
            if (!done) {
                key.append((char) ('0' + call.stops)).append(call.answer);
                key.append(call.admitted ? 'a' : ' ').append(call.removedSinceRead ? 'r' : ' ');
            }
            if (call.fence != null) {
                append(key, call.fence);
                key.append(call.claimed == version ? '=' : ' ')
                        .append(call.operatorSinceClaim ? 'o' : ' ')
                        .append(call.settled ? 's' : ' ')
                        .append(call.lost ? 'l' : ' ')
                        .append(call.probeStarted);
            }
        }
        return key.append('|').append(memory[0]).append('|').append(memory[1]).toString();
    }

    private static void append(StringBuilder key, @Nullable Instant moment) {
        if (moment == null) {
            key.append('-');
        } else if (moment.equals(Instant.MAX)) {
            key.append('M');
        } else {
            key.append((char) ('0' + StrictClock.seconds(moment) / Scenario.TICK.toSeconds()));
        }
    }
}
