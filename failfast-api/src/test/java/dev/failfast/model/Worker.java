package dev.failfast.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread of one call, in one replay after the other. */
final class Worker extends Thread {
    private final int index;
    private final Baton baton;
    private final Supplier<@Nullable Replay> replay;

    Worker(int index, Baton baton, Supplier<@Nullable Replay> replay) {
        super("search-" + index);
        this.index = index;
        this.baton = baton;
        this.replay = replay;
        setDaemon(true);
    }

    int index() {
        return index;
    }

    @Override
    public void run() {
        while (true) {
            baton.await(index);
            Replay current = replay.get();
            if (current == null) {
                return;
            }
            current.run(index);
        }
    }
}
