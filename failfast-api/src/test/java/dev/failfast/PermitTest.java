package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermitTest {
    private static final List<Consumer<Permit>> VERDICTS = List.of(
            Permit::succeeded,
            Permit::failed,
            permit -> permit.failed(new IOException()),
            permit -> permit.complete("invoices", null),
            permit -> permit.complete(null, new IOException()),
            permit -> permit.complete(null, new AssertionError()),
            Permit::close);

    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void theFirstVerdictWinsAndLaterOnesDoNothing() {
        for (Consumer<Permit> first : VERDICTS) {
            fixture.halfOpen();
            Permit probe = breaker.acquire();
            first.accept(probe);
            Breaker.Status decided = fixture.status();
            List<Operation> written = fixture.store.operations();

            VERDICTS.forEach(later -> later.accept(probe));

            assertThat(fixture.store.operations()).isEqualTo(written);
            assertThat(fixture.status()).isEqualTo(decided);
        }
    }

    @Test
    void ofAPlainCallToo() {
        Permit permit = breaker.acquire();
        permit.succeeded();

        VERDICTS.forEach(later -> later.accept(permit));

        assertThat(fixture.store.writes()).isZero();
    }

    /** Who is behind finds the permits decided and so catches up with the first; from there on they race for each. */
    @Test
    void ofThreadsThatRaceOneDecides() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Breaker heard = fixture.builder()
                .listener(new BreakerListener() {
                    @Override
                    public void onCall(String service, Breaker.Outcome outcome, Duration duration) {
                        ended.incrementAndGet();
                    }
                })
                .build();
        List<Permit> permits = Stream.generate(heard::acquire).limit(500_000).toList();

        Fixture.race(4, thread -> {
            for (Permit permit : permits) {
                if (thread % 2 == 0) {
                    permit.succeeded();
                } else {
                    permit.close();
                }
            }
        });

        assertThat(ended).hasValue(permits.size());
    }

    @Test
    void ofThreadsThatRaceWithAllVerdictsOneSettlesTheProbe() throws Exception {
        for (int round = 0; round < 50; round++) {
            fixture.halfOpen();
            Permit probe = breaker.acquire();

            Fixture.race(
                    2 * VERDICTS.size(),
                    thread -> VERDICTS.get(thread % VERDICTS.size()).accept(probe));

            assertThat(fixture.store.writes()).isEqualTo(2); // the claim and one more
        }
    }

    @Test
    void aVerdictMayComeFromAnyThread() throws Exception {
        fixture.halfOpen();
        Permit probe = breaker.acquire();

        Fixture.race(1, thread -> probe.succeeded());

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anOutrightVerdictCountsWhateverTheOptionsSay() {
        Breaker picky = fixture.builder().tripOn(IOException.class).build();

        fixture.halfOpen();
        picky.acquire().failed(new IllegalStateException("secret"));
        assertThat(fixture.status().trips()).isEqualTo(2);
        assertThat(fixture.status().reason()).isEqualTo(IllegalStateException.class.getName());

        picky.reset();
        picky.acquire().failed();
        assertThat(fixture.status().reason()).isEqualTo("failed");

        fixture.halfOpen();
        Breaker slow = fixture.builder().slowerThan(Duration.ofSeconds(1)).build();
        Permit probe = slow.acquire();
        fixture.clock.advance(Duration.ofSeconds(2));
        probe.succeeded();
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void completeFitsWhenComplete() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> guarded = stage.whenComplete(breaker.acquire()::complete);

        stage.completeExceptionally(new IOException());

        assertThat(guarded).isCompletedExceptionally();
        assertThat(fixture.status().reason()).isEqualTo(IOException.class.getName());
    }

    @Test
    void whatIsWrittenIsWrittenOnTheThreadOfTheVerdict() {
        breaker.acquire().failed();

        assertThat(fixture.store.threadOf(Operation.TRIP)).isSameAs(Thread.currentThread());
    }

    @Test
    void onlyAProbeSaysSo() {
        assertThat(breaker.acquire().isProbe()).isFalse();
        fixture.halfOpen();
        assertThat(breaker.acquire().isProbe()).isTrue();
    }

    @Test
    void acquireThrowsAndTryAcquireReturnsNullIfTheServiceIsBroken() {
        breaker.acquire().failed();

        assertThatExceptionOfType(FailfastException.class)
                .isThrownBy(breaker::acquire)
                .satisfies(e -> assertThat(e.getServiceName()).isEqualTo(Fixture.NAME))
                .satisfies(e -> assertThat(e.getRetryAfter()).isEqualTo(Fixture.OPEN_FOR));
        assertThat(breaker.tryAcquire()).isNull();
        fixture.clock.advance(Fixture.OPEN_FOR);
        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void ofCallersThatRaceForTheProbeOneWins() throws Exception {
        for (int round = 0; round < 50; round++) {
            fixture.halfOpen();
            AtomicInteger probes = new AtomicInteger();
            AtomicInteger admitted = new AtomicInteger();

            Fixture.race(8, thread -> {
                Permit permit = breaker.tryAcquire();
                if (permit != null) {
                    admitted.incrementAndGet();
                    probes.addAndGet(permit.isProbe() ? 1 : 0);
                }
            });

            assertThat(probes).hasValue(1);
            assertThat(admitted).hasValue(1);
        }
    }
}
