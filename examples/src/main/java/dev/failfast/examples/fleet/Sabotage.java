package dev.failfast.examples.fleet;

/** Ways to break one host on purpose, to see that the promises notice. */
enum Sabotage {
    NONE,
    /** Its breaker is not enabled. */
    DISABLED,
    /** It shares nothing with the others. */
    ALONE,
    /** It waits for the database as long as that takes. */
    PATIENT;

    static final String VICTIM = "host-2";
}
