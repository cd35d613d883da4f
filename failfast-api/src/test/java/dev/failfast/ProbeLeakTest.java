package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** However a probe ends, the lease does not stay behind: nobody has to wait for it to run out. */
class ProbeLeakTest {
    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    @Test
    void anError() {
        fixture.halfOpen();

        assertThatThrownBy(() -> breaker.run(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        anotherMayProbe();
    }

    @Test
    void anInterruptedCall() throws Exception {
        fixture.halfOpen();
        CountDownLatch inside = new CountDownLatch(1);
        FutureTask<Throwable> call = new FutureTask<>(() -> {
            try {
                return breaker.<Throwable, RuntimeException>callInterruptibly(() -> {
                    inside.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError("not interrupted");
                });
            } catch (InterruptedException e) {
                return e;
            }
        });
        Thread thread = new Thread(call);
        thread.start();
        assertThat(inside.await(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(Fixture.get(call)).isInstanceOf(InterruptedException.class);
        anotherMayProbe();
    }

    @Test
    void anInterruptedCallWhoseThreadIsStillMarkedSo() {
        fixture.halfOpen();
        try {
            assertThatThrownBy(() -> breaker.run(() -> {
                        Thread.currentThread().interrupt();
                        Fixture.<Object, RuntimeException>sneak(new ClosedByInterruptException());
                    }))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        anotherMayProbe();
    }

    @Test
    void aCancelledFuture() {
        fixture.halfOpen();
        CompletableFuture<String> answer = breaker.callAsync(CompletableFuture::new);

        answer.cancel(true);

        awaitThatAnotherMayProbe();
    }

    @Test
    void aCancelledStage() {
        fixture.halfOpen();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = breaker.callAsync(() -> stage);

        stage.cancel(true);

        awaitThatAnotherMayProbe();
        assertThat(answer).isCancelled();
    }

    @Test
    void aTimeOutOfTheReturnedFuture() throws Exception {
        fixture.halfOpen();

        CompletableFuture<String> answer =
                breaker.<String>callAsync(CompletableFuture::new).orTimeout(1, TimeUnit.MILLISECONDS);

        assertThat(Fixture.thrownBy(answer)).isInstanceOf(TimeoutException.class);
        awaitThatAnotherMayProbe();
    }

    @Test
    void anExecutorThatRejectsTheGuardedCall() throws Exception {
        ExecutorService gone = Executors.newSingleThreadExecutor();
        gone.shutdown();
        fixture.halfOpen();
        assertThatThrownBy(() -> breaker.get(() -> gone.submit(() -> "invoices")))
                .isInstanceOf(RejectedExecutionException.class);
        anotherMayProbe();

        fixture.halfOpen();
        CompletableFuture<String> answer =
                breaker.callAsync(() -> CompletableFuture.supplyAsync(() -> "invoices", gone));
        assertThat(Fixture.thrownBy(answer)).isInstanceOf(RejectedExecutionException.class);
        anotherMayProbe();
    }

    @Test
    void anExecutorThatRejectsTheStoreWrite() throws Exception {
        Breaker rejecting = fixture.builder()
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        fixture.halfOpen();
        CapturedLog.during(() -> {
            CompletableFuture<String> answer =
                    rejecting.callAsync(() -> CompletableFuture.failedFuture(new AssertionError()));
            assertThat(Fixture.thrownBy(answer)).isInstanceOf(AssertionError.class);
        });
        anotherMayProbe();
    }

    /** As an executor does that makes a thread for each task, when the machine has none left. */
    @Test
    void anExecutorThatThrowsAnErrorAtTheStoreWrite() throws Exception {
        Breaker breaking = fixture.builder()
                .executor(task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                })
                .build();
        fixture.halfOpen();
        CapturedLog.during(() -> {
            CompletableFuture<String> answer =
                    breaking.callAsync(() -> CompletableFuture.failedFuture(new AssertionError()));
            assertThat(Fixture.thrownBy(answer)).isInstanceOf(AssertionError.class);
        });
        anotherMayProbe();
    }

    @Test
    void aWrapperWithoutACause() {
        fixture.halfOpen();

        assertThatThrownBy(() -> breaker.run(() -> {
                    throw new CompletionException("what happened is unknown", null);
                }))
                .isInstanceOf(CompletionException.class);

        anotherMayProbe();
    }

    @Test
    void aSupplierThatReturnsNull() {
        fixture.halfOpen();

        assertThat(breaker.<String>get(this::nothing)).isNull();

        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aSupplierThatReturnsNullInsteadOfAStage() throws Exception {
        fixture.halfOpen();
        Supplier<CompletableFuture<String>> noStage = this::nothing;

        CompletableFuture<String> answer = breaker.callAsync(noStage);

        assertThat(Fixture.thrownBy(answer))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the guarded call returned null instead of a CompletionStage");
        assertThat(fixture.status().trips()).isEqualTo(2); // a failure, like every exception
        fixture.clock.advance(Fixture.OPEN_FOR);
        anotherMayProbe();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as code that knows no nullness
    private <T> T nothing() {
        return null;
    }

    @Test
    void aPermitThatIsClosedWithoutAVerdict() {
        fixture.halfOpen();

        try (Permit permit = breaker.acquire()) {
            assertThat(permit.isProbe()).isTrue();
        }

        anotherMayProbe();
    }

    @Test
    void aListenerThatThrows() throws Exception {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException(), new AssertionError(), new IOException()}) {
            Breaker heard = fixture.builder().listener(throwing(thrown)).build();
            CapturedLog.during(() -> {
                fixture.halfOpen();
                heard.acquire().close();
                anotherMayProbe();

                fixture.halfOpen();
                heard.run(() -> {});
                assertThat(fixture.state()).isEqualTo(State.CLOSED);

                fixture.halfOpen();
                heard.acquire().failed();
                assertThat(fixture.status().trips()).isEqualTo(2);
                assertThat(heard.tryAcquire()).isNull();
            });
        }
    }

    /** An application in Kotlin may throw checked exceptions from anywhere. */
    @Test
    void aPredicateThatThrows() throws Exception {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException(), new AssertionError(), new IOException()}) {
            IllegalArgumentException failure = new IllegalArgumentException();
            Breaker onFailure = fixture.builder()
                    .tripWhen(t -> Fixture.<Boolean, RuntimeException>sneak(thrown))
                    .build();
            Breaker onResult = fixture.builder()
                    .tripOnResult(Object.class, r -> Fixture.<Boolean, RuntimeException>sneak(thrown))
                    .build();
            String log = CapturedLog.during(() -> {
                fixture.halfOpen();
                assertThatThrownBy(() -> onFailure.run(() -> {
                            throw failure;
                        }))
                        .isSameAs(failure);
                assertThat(fixture.state()).isEqualTo(State.CLOSED); // taken as false: the service answered

                fixture.halfOpen();
                assertThat(onResult.get(() -> "invoices")).isEqualTo("invoices");
                assertThat(fixture.state()).isEqualTo(State.CLOSED);

                fixture.halfOpen();
                CompletableFuture<String> answer = onFailure.callAsync(() -> CompletableFuture.failedFuture(failure));
                assertThat(Fixture.thrownBy(answer)).isSameAs(failure);
                assertThat(fixture.state()).isEqualTo(State.CLOSED);
            });
            assertThat(log).contains(thrown.getClass().getName());
        }
    }

    private static BreakerListener throwing(Throwable thrown) {
        return new BreakerListener() {
            @Override
            public void onTrip(String service, Duration openFor, String reason) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }

            @Override
            public void onReject(String service, Duration retryAfter) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }

            @Override
            public void onProbe(String service) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }

            @Override
            public void onHeal(String service) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }

            @Override
            public void onReopen(String service, Duration openFor, String reason) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }

            @Override
            public void onCall(String service, Breaker.Outcome outcome, Duration duration) {
                Fixture.<Object, RuntimeException>sneak(thrown);
            }
        };
    }

    private void awaitThatAnotherMayProbe() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(Fixture.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> fixture.state() == State.HALF_OPEN);
        anotherMayProbe();
    }

    private void anotherMayProbe() {
        assertThat(fixture.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.get(() -> "through")).isEqualTo("through");
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }
}
