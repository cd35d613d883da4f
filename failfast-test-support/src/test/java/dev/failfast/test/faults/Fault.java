package dev.failfast.test.faults;

/**
 * What can happen to a database.
 *
 * @param name for people
 * @param pool the store's
 * @param beginning does it
 * @param over whether it is over as soon as it was done
 */
record Fault(String name, Site.Pool pool, Beginning beginning, boolean over) {
    interface Beginning {
        End on(Site site) throws Exception;
    }

    interface End {
        void end() throws Exception;
    }

    static Fault of(String name, Beginning beginning) {
        return new Fault(name, Site.Pool.OWN, beginning, false);
    }

    Fault onTheApplicationsPool() {
        return new Fault(name + ", on the application's pool", Site.Pool.APPLICATION, beginning, over);
    }

    Fault overAtOnce() {
        return new Fault(name, pool, beginning, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
