package dev.failfast.model;

/** The thread of one call, in one replay after the other. */
final class Worker extends Thread {
    private final int index;
    private final Baton baton;
    private final Search search;

    Worker(int index, Baton baton, Search search) {
        super("search-" + index);
        this.index = index;
        this.baton = baton;
        this.search = search;
        setDaemon(true);
    }

    int index() {
        return index;
    }

    @Override
    public void run() {
        while (baton.await(index)) {
            search.replay().run(index);
        }
    }
}
