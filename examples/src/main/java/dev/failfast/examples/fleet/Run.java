package dev.failfast.examples.fleet;

import dev.failfast.examples.fleet.Report.Event;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one run, from three sides: by the hosts, by the service and by somebody who looked at the table.
 *
 * @param requests how each ended
 * @param events what breakers and stores told
 * @param calls what reached the service, in the order of arrival
 * @param rows what was seen in the table
 * @param slowFrom when the service turned slow
 * @param slowTo when it recovered
 * @param outage of the database; null if there was none
 */
record Run(
        List<Report.Request> requests,
        List<Event> events,
        List<SlowService.Call> calls,
        Set<Operator.Row> rows,
        long slowFrom,
        long slowTo,
        @Nullable Window outage) {

    /** From inclusive, to exclusive. */
    record Window(long from, long to) {
        boolean has(long time) {
            return time >= from && time < to;
        }
    }

    List<Event> events(Event.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).toList();
    }

    /** When the first call of the fleet timed out: from then on somebody could know. */
    OptionalLong firstTimeOut() {
        return requests.stream()
                .filter(request -> request.outcome() == Outcome.LATE)
                .mapToLong(Report.Request::ended)
                .min();
    }

    /** When the first request that matches ended. */
    OptionalLong first(Predicate<Report.Request> matching) {
        return requests.stream()
                .filter(matching)
                .mapToLong(Report.Request::ended)
                .min();
    }

    long callsWhileSlow() {
        return calls.stream()
                .filter(call -> call.arrived() >= slowFrom && call.arrived() < slowTo)
                .count();
    }
}
