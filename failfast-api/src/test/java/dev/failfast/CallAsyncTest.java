package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CallAsyncTest {
    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    // ---- never throws

    @Test
    void aBrokenServiceIsAFailedFuture() throws Exception {
        breaker.forceOpen(Duration.ofSeconds(42));

        Throwable thrown = Fixture.thrownBy(breaker.callAsync(() -> {
            throw new AssertionError("called");
        }));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getRetryAfter()).hasSeconds(42));
    }

    @Test
    void whatTheCallThrowsBeforeItHasAStageIsAFailedFuture() throws Exception {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException(), new AssertionError(), new IOException()}) {
            CompletableFuture<String> answer = fixture.breaker()
                    .callAsync(() -> Fixture.<CompletableFuture<String>, RuntimeException>sneak(thrown));

            assertThat(Fixture.thrownBy(answer)).isSameAs(thrown);
            fixture.table.reset(Fixture.NAME);
        }
    }

    @Test
    void theFailureOfTheStageIsPassedOnAsItIs() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> direct = breaker.callAsync(() -> source);
        CompletableFuture<String> derived = breaker.callAsync(() -> source.thenApply(answer -> answer));
        IOException failure = new IOException();

        source.completeExceptionally(failure);

        assertThat(Fixture.thrownBy(direct)).isSameAs(failure);
        assertThat(Fixture.thrownBy(derived))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(fixture.status().reason()).isEqualTo(IOException.class.getName());
    }

    // ---- where and when the store is written

    @Test
    void aTripIsNotWrittenOnTheCompletingThread() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = breaker.callAsync(() -> stage);
        Thread completing = new Thread(() -> stage.completeExceptionally(new IOException()));

        completing.start();

        Fixture.thrownBy(answer);
        assertThat(fixture.store.threadOf(Operation.READ)).isSameAs(Thread.currentThread());
        assertThat(fixture.store.threadOf(Operation.TRIP)).isNotIn(completing, Thread.currentThread());
        assertThat(fixture.store.threadOf(Operation.TRIP).getName()).isEqualTo("failfast-store-writes");
        assertThat(fixture.store.threadOf(Operation.TRIP).isDaemon()).isTrue();
    }

    @Test
    void norIsTheResultOfAProbe() throws Exception {
        fixture.halfOpen();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = breaker.callAsync(() -> stage);

        stage.complete("invoices");

        assertThat(Fixture.get(answer)).isEqualTo("invoices");
        assertThat(fixture.store.threadOf(Operation.CLAIM)).isSameAs(Thread.currentThread());
        assertThat(fixture.store.threadOf(Operation.HEAL)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void norIfTheStageIsCompleteBeforeItIsReturned() throws Exception {
        fixture.halfOpen();

        Fixture.get(breaker.callAsync(() -> CompletableFuture.completedFuture("invoices")));

        assertThat(fixture.store.threadOf(Operation.HEAL)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void norAfterACancel() {
        fixture.halfOpen();
        CompletableFuture<String> answer = breaker.callAsync(CompletableFuture::new);

        answer.cancel(false);

        await(() -> fixture.state() == State.HALF_OPEN);
        assertThat(fixture.store.threadOf(Operation.RELEASE)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void theReturnedFutureCompletesAfterTheWriteSoThatTheNextCallIsRejected() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        fixture.store.before(operation -> {
            if (operation == Operation.TRIP) {
                writing.countDown();
                await(goOn);
            }
        });
        CompletableFuture<Boolean> rejected = breaker.callAsync(() -> CompletableFuture.failedFuture(new IOException()))
                .handle((result, failure) -> breaker.tryAcquire() == null);

        await(writing);
        assertThat(rejected).isNotDone();
        goOn.countDown();

        assertThat(Fixture.get(rejected)).isTrue();
    }

    @Test
    void withNothingToWriteItCompletesOnTheCompletingThread() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<Thread> continued =
                breaker.callAsync(() -> stage).thenApply(result -> Thread.currentThread());
        Thread completing = new Thread(() -> stage.complete("invoices"));

        completing.start();

        assertThat(Fixture.get(continued)).isSameAs(completing);
    }

    @Test
    void aStoreThatFailsDoesNotKeepTheAnswerBack() throws Exception {
        fixture.halfOpen();
        fixture.store.before(operation -> {
            if (operation == Operation.HEAL) {
                throw new StoreException("no", null);
            }
        });

        CapturedLog.during(
                () -> assertThat(Fixture.get(breaker.callAsync(() -> CompletableFuture.completedFuture("invoices"))))
                        .isEqualTo("invoices"));
    }

    // ---- the caller's own end

    @Test
    void aCancelOfTheReturnedFutureCancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        breaker.callAsync(() -> stage).cancel(true);

        assertThat(stage).isCancelled();
        assertThat(fixture.store.writes()).isZero();
    }

    @Test
    void aTimeOutOfTheReturnedFutureIsAbandonedAndCancelsTheStage() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();

        CompletableFuture<String> answer = breaker.callAsync(() -> stage).orTimeout(1, TimeUnit.MILLISECONDS);

        assertThat(Fixture.thrownBy(answer)).isInstanceOf(TimeoutException.class);
        await(stage::isCancelled);
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aTimeOutOfTheStageInsideIsAFailure() throws Exception {
        CompletableFuture<String> answer =
                breaker.callAsync(() -> new CompletableFuture<String>().orTimeout(1, TimeUnit.MILLISECONDS));

        assertThat(Fixture.thrownBy(answer)).isInstanceOf(TimeoutException.class);
        assertThat(fixture.status().reason()).isEqualTo(TimeoutException.class.getName());
    }

    @Test
    void anAnswerFromOutsideIsAbandonedToo() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        breaker.callAsync(() -> stage).complete("made up");

        assertThat(stage).isCancelled();
    }

    @Test
    void afterACancelWhatTheStageEndsWithDecidesNothing() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletionStage<String> cannotBeCancelled = source.minimalCompletionStage();
        CompletableFuture<String> answer = breaker.callAsync(() -> cannotBeCancelled);

        answer.cancel(true);
        source.completeExceptionally(new IOException());

        assertThat(answer).isCancelled();
        assertThat(fixture.store.writes()).isZero();
    }

    @Test
    void aCancelAfterTheEndDecidesNothing() throws Exception {
        fixture.halfOpen();
        CompletableFuture<String> answer = breaker.callAsync(() -> CompletableFuture.completedFuture("invoices"));
        Fixture.get(answer);

        answer.cancel(true);

        assertThat(answer).isCompletedWithValue("invoices");
        assertThat(fixture.store.operations()).containsExactly(Operation.READ, Operation.CLAIM, Operation.HEAL);
    }

    // ---- the executor

    @Test
    void theExecutorIsConfigurable() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        Breaker own = fixture.builder().executor(tasks::add).build();
        CompletableFuture<String> answer = own.callAsync(() -> CompletableFuture.failedFuture(new IOException()));
        assertThat(answer).isNotDone();
        assertThat(fixture.store.writes()).isZero();
        assertThat(tasks).hasSize(1);

        tasks.remove().run();

        assertThat(answer).isCompletedExceptionally();
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    @Test
    void anExecutorThatRejectsIsReplacedByTheDefault() throws Exception {
        Breaker rejecting = fixture.builder()
                .executor(task -> {
                    throw new RejectedExecutionException("secret");
                })
                .build();

        String log = CapturedLog.during(() -> assertThat(Fixture.thrownBy(
                        rejecting.callAsync(() -> CompletableFuture.failedFuture(new IOException("secret")))))
                .isInstanceOf(IOException.class));

        assertThat(fixture.state()).isEqualTo(State.OPEN);
        assertThat(fixture.store.threadOf(Operation.TRIP).getName()).isEqualTo("failfast-store-writes");
        assertThat(log)
                .contains(Fixture.NAME, RejectedExecutionException.class.getName())
                .doesNotContain("secret");
    }

    @Test
    void whatTheDefaultTakesIsDoneOnceAndNotByTheCompletingThreadToo() throws Exception {
        fixture.halfOpen();
        Breaker rejecting = fixture.builder()
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rejecting.callAsync(() -> stage);

        CapturedLog.during(() -> stage.complete("invoices"));

        assertThat(Fixture.get(answer)).isEqualTo("invoices");
        assertThat(fixture.store.threadOf(Operation.HEAL).getName()).isEqualTo("failfast-store-writes");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(Fixture.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
