package dev.failfast;

import dev.failfast.test.ForwardingStore;
import dev.failfast.test.StoreContract;
import dev.failfast.test.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** With a snapshot before each read, reading from snapshots is as good as reading from the store. */
class CachedStoreContractTest extends StoreContract {
    private final TestClock clock = new TestClock();
    private final Store table = Store.inProcess(clock);

    @Override
    protected Store openHost() {
        OutageStore host = new OutageStore(
                table,
                new StoreListener() {},
                Runnable::run,
                () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
                true);
        return new ForwardingStore(host) {
            @Override
            public Breaker.@Nullable Status read(String name) {
                host.takeSnapshot();
                return super.read(name);
            }
        };
    }

    @Override
    protected void elapse(Duration duration) {
        clock.elapse(duration);
    }
}
