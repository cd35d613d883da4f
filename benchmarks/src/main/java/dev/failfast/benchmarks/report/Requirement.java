package dev.failfast.benchmarks.report;

/** What a run has to show. */
public enum Requirement {
    CLOSED_IN_PROCESS("closed call, state in the process, of Resilience4j's", "at most 0.40, aim 0.15"),
    CLOSED_CACHED("closed call, cached, of Resilience4j's", "at most 0.40, aim 0.15"),
    CLOSED_IN_PROCESS_BYTES("allocated by a closed call, state in the process", "0 B"),
    CLOSED_CACHED_BYTES("allocated by a closed call, cached", "0 B"),
    REJECTED_IN_PROCESS("rejected call, state in the process, of Resilience4j's without stack trace", "at most 0.40"),
    REJECTED_CACHED("rejected call, cached, of Resilience4j's without stack trace", "at most 0.40"),
    PER_CALL_POSTGRESQL("one query per call on PostgreSQL, of a plain look-up on the same pool", "at most 1.10"),
    PER_CALL_H2("one query per call on H2 in memory, of a plain look-up on the same pool", "at most 1.50"),
    PER_CALL_STATEMENTS("statements that reach PostgreSQL, per call", "exactly 1"),
    PER_CALL_ROUND_TRIPS("messages to PostgreSQL that wait for an answer, per call", "exactly 1"),
    CACHED_QUERIES("queries per interval of a process with very many breakers, cached", "at most 1"),
    STORM_WRITES("writes per process when very many calls fail at once", "at most 1"),
    CACHED_TRIP("a trip reaches every cached host, p99", "one interval + 50 ms");

    private final String what;
    private final String limit;

    Requirement(String what, String limit) {
        this.what = what;
        this.limit = limit;
    }

    String what() {
        return what;
    }

    String limit() {
        return limit;
    }
}
