package dev.failfast.examples.fleet;

/** What befalls the database while the service is broken. */
enum Outage {
    NONE("", ""),
    /** Every process of the server is stopped: connections stay open, and nobody answers. */
    HANG("hangs: all its processes are stopped, connections stay open", "goes on"),
    /** Every process of the server is killed; it comes back on the same port, with the same data. */
    RESTART("is killed", "is started again");

    private final String beginning;
    private final String end;

    Outage(String beginning, String end) {
        this.beginning = beginning;
        this.end = end;
    }

    /** What the database does then. */
    String beginning() {
        return beginning;
    }

    String end() {
        return end;
    }
}
