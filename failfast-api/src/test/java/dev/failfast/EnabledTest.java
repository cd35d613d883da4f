package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A breaker that is switched off. */
class EnabledTest {
    private final Fixture fixture = new Fixture();
    private final Breaker off = fixture.builder().enabled(false).build();
    private final AtomicBoolean switchedOn = new AtomicBoolean(true);
    private final Breaker switched =
            fixture.builder().enabledWhen(switchedOn::get).build();

    @Test
    void switchedOffItReadsAndWritesNothing() throws Exception {
        assertThat(off.get(() -> "invoices")).isEqualTo("invoices");
        assertThatThrownBy(() -> off.callChecked(() -> {
                    throw new IOException();
                }))
                .isInstanceOf(IOException.class);
        Fixture.thrownBy(off.callAsync(() -> CompletableFuture.failedFuture(new IOException())));
        off.acquire().failed();
        assertThat(off.tryAcquire()).isNotNull();
        assertThat(off.isOpen()).isFalse();

        assertThat(fixture.store.operations()).isEmpty();
    }

    @Test
    void switchedOffCallsPassWhateverTheState() {
        fixture.table.force(Fixture.NAME, null, "an operator");

        assertThat(off.get(() -> "invoices")).isEqualTo("invoices");
        fixture.halfOpen();
        assertThat(off.acquire().isProbe()).isFalse();
    }

    @Test
    void operatorsCanLookAndActAllTheSame() {
        off.forceOpen();
        assertThat(off.status().state()).isEqualTo(State.OPEN);
        off.reset();
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theSwitchIsAskedOnEachCall() {
        switched.acquire().failed();
        assertThat(switched.tryAcquire()).isNull();

        switchedOn.set(false);
        assertThat(switched.tryAcquire()).isNotNull();

        switchedOn.set(true);
        assertThat(switched.tryAcquire()).isNull();
    }

    @Test
    void whoSwitchesOffDuringACallSeesNoTrip() {
        Permit permit = switched.acquire();

        switchedOn.set(false);
        permit.failed();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void butAProbeStillGivesItsLeaseBack() {
        fixture.halfOpen();
        Permit probe = switched.acquire();

        switchedOn.set(false);
        probe.succeeded();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aSwitchThatThrowsLeavesTheGuardOn() throws Exception {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException("secret"), new AssertionError("secret"), new IOException()
                }) {
            fixture.table.reset(Fixture.NAME);
            Breaker breaker = fixture.builder()
                    .enabledWhen(() -> Fixture.<Boolean, RuntimeException>sneak(thrown))
                    .build();

            String log = CapturedLog.during(() -> breaker.acquire().failed());

            assertThat(fixture.state()).isEqualTo(State.OPEN);
            assertThat(log).contains(thrown.getClass().getName()).doesNotContain("secret");
        }
    }
}
