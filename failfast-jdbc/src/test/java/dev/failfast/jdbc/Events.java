package dev.failfast.jdbc;

import dev.failfast.BreakerListener;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What breakers and stores said, as words. Safe for use by many threads. */
record Events(List<String> list) implements BreakerListener, StoreListener {
    Events() {
        this(new CopyOnWriteArrayList<>());
    }

    @Override
    public void onTrip(String service, Duration openFor, String reason) {
        list.add("trip");
    }

    @Override
    public void onProbe(String service) {
        list.add("probe");
    }

    @Override
    public void onHeal(String service) {
        list.add("heal");
    }

    @Override
    public void onReopen(String service, Duration openFor, String reason) {
        list.add("reopen");
    }

    @Override
    public void onOutage(StoreException cause) {
        list.add("outage: " + cause.getMessage());
    }

    @Override
    public void onRecovery(Duration outage) {
        list.add("recovery");
    }
}
