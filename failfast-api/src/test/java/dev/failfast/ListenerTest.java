package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.Outcome;
import dev.failfast.RecordingStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a listener is told, and what not. */
class ListenerTest {
    private final Fixture fixture = new Fixture();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Breaker breaker = fixture.builder().listener(new Scribe()).build();

    private final class Scribe implements BreakerListener {
        @Override
        public void onTrip(String service, Duration openFor, String reason) {
            heard.add("trip " + service + " " + openFor + " " + reason);
        }

        @Override
        public void onReject(String service, Duration retryAfter) {
            heard.add("reject " + service + " " + retryAfter);
        }

        @Override
        public void onProbe(String service) {
            heard.add("probe " + service);
        }

        @Override
        public void onHeal(String service) {
            heard.add("heal " + service);
        }

        @Override
        public void onReopen(String service, Duration openFor, String reason) {
            heard.add("reopen " + service + " " + openFor + " " + reason);
        }

        @Override
        public void onCall(String service, Outcome outcome, Duration duration) {
            heard.add("call " + service + " " + outcome + " " + duration);
        }
    }

    @Test
    void theLifeOfAService() {
        breaker.run(() -> fixture.clock.advance(Duration.ofMillis(7)));
        assertThatThrownBy(() -> breaker.callChecked(() -> {
                    fixture.clock.advance(Duration.ofMillis(8));
                    throw new IOException("secret");
                }))
                .isInstanceOf(IOException.class);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(breaker.tryAcquire()).isNull();
        assertThatThrownBy(breaker::acquire).isInstanceOf(FailfastException.class);
        fixture.clock.advance(Duration.ofSeconds(59));
        breaker.acquire().failed(new IOException("secret"));
        fixture.clock.advance(Fixture.OPEN_FOR);
        breaker.acquire().close();
        breaker.run(() -> {});

        assertThat(heard)
                .containsExactly(
                        "call sales_api SUCCESS PT0.007S",
                        "call sales_api FAILURE PT0.008S",
                        "trip sales_api PT1M java.io.IOException",
                        "reject sales_api PT59S",
                        "reject sales_api PT59S",
                        "probe sales_api",
                        "call sales_api FAILURE PT0S",
                        "reopen sales_api PT1M java.io.IOException",
                        "probe sales_api",
                        "call sales_api ABANDONED PT0S",
                        "probe sales_api",
                        "call sales_api SUCCESS PT0S",
                        "heal sales_api");
    }

    @Test
    void ofFailuresTogetherOneTrips() {
        Permit first = breaker.acquire();
        Permit second = breaker.acquire();

        first.failed();
        second.failed();

        assertThat(heard).filteredOn(event -> event.startsWith("trip")).hasSize(1);
    }

    @Test
    void aTripOfAnotherHostIsNotOurs() {
        Permit permit = breaker.acquire();
        fixture.table.trip(Fixture.NAME, Fixture.OPEN_FOR, "on another host");

        permit.failed();

        assertThat(heard).containsExactly("call sales_api FAILURE PT0S");
    }

    @Test
    void aProbeThatLostItsFenceNeitherHealsNorReopens() {
        for (boolean fails : new boolean[] {true, false}) {
            fixture.halfOpen();
            heard.clear();
            Permit probe = breaker.acquire();
            fixture.table.force(Fixture.NAME, null, "an operator");

            probe.complete(null, fails ? new IOException() : null);

            assertThat(heard).hasSize(2).first().isEqualTo("probe sales_api");
        }
    }

    @Test
    void aLostClaimIsARejection() {
        fixture.halfOpen();
        fixture.store.before(operation -> {
            if (operation == Operation.CLAIM) {
                fixture.table.claim(Fixture.NAME, Fixture.LEASE);
            }
        });

        assertThat(breaker.tryAcquire()).isNull();

        assertThat(heard).containsExactly("reject sales_api PT30S");
    }

    @Test
    void lookingAndOperatingIsNoEvent() {
        breaker.forceOpen();
        assertThat(breaker.isOpen()).isTrue();
        breaker.status();
        breaker.reset();

        assertThat(heard).isEmpty();
    }

    @Test
    void anAsynchronousCallIsToldToo() throws Exception {
        fixture.halfOpen();

        Fixture.get(breaker.callAsync(() -> CompletableFuture.completedFuture("invoices")));

        assertThat(heard).containsExactly("probe sales_api", "call sales_api SUCCESS PT0S", "heal sales_api");
    }

    @Test
    void oneThatThrowsHarmsNeitherTheCallNorTheOthers() throws Exception {
        BreakerListener broken = new BreakerListener() {
            @Override
            public void onCall(String service, Outcome outcome, Duration duration) {
                throw new AssertionError("secret");
            }

            @Override
            public void onTrip(String service, Duration openFor, String reason) {
                throw new IllegalStateException("secret");
            }
        };
        Breaker both = fixture.builder().listener(broken).listener(new Scribe()).build();

        String log = CapturedLog.during(() -> both.acquire().failed(new IOException()));

        assertThat(heard).containsExactly("call sales_api FAILURE PT0S", "trip sales_api PT1M java.io.IOException");
        assertThat(log)
                .contains(AssertionError.class.getName(), IllegalStateException.class.getName())
                .doesNotContain("secret");
    }

    @Test
    void thereIsNoNeedToOverrideAnything() {
        Breaker deaf = fixture.builder().listener(new BreakerListener() {}).build();
        deaf.acquire().failed();
        assertThat(deaf.tryAcquire()).isNull();
        fixture.clock.advance(Fixture.OPEN_FOR);
        deaf.acquire().failed();
        fixture.clock.advance(Fixture.OPEN_FOR);
        deaf.run(() -> {});

        assertThat(fixture.state()).isEqualTo(Breaker.State.CLOSED);
    }
}
