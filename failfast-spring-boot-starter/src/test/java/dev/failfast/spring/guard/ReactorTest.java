package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.Breaker.State;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** Methods that return {@link Mono} or {@link Flux}. */
@Timeout(30)
class ReactorTest {

    static class Client {
        final Sinks.One<String> answer = Sinks.one();
        private final AtomicInteger assembled = new AtomicInteger();

        AtomicInteger assembled() {
            return assembled;
        }

        Sinks.One<String> answer() {
            return answer;
        }

        @Failfast("sales_api")
        Mono<String> mono(String what) {
            assembled.incrementAndGet();
            return switch (what) {
                case "fail" -> Mono.error(new IOException("gone"));
                case "throw" -> throw new IllegalStateException("thrown");
                case "wait" -> answer.asMono();
                case "empty" -> Mono.empty();
                case "context" -> Mono.deferContextual(context -> Mono.just(context.get("user")));
                default -> Mono.just(what);
            };
        }

        @Failfast("results")
        Mono<String> result(String what) {
            return Mono.just(what);
        }

        @Failfast("stream_api")
        Flux<Integer> flux(int count, boolean fail) {
            assembled.incrementAndGet();
            Flux<Integer> numbers = Flux.range(0, count);
            return fail ? numbers.concatWith(Mono.error(new IOException("gone"))) : numbers;
        }

        @Failfast("silent_api")
        Flux<Integer> silent() {
            assembled.incrementAndGet();
            return Flux.never();
        }
    }

    static class Caller {
        private final Client client;

        Caller(Client client) {
            this.client = client;
        }

        @Failfast("sales_api")
        Mono<String> around(String what) {
            return client.mono(what);
        }

        @Failfast("sales_api")
        Flux<String> each(String what) {
            return client.mono(what).flux();
        }
    }

    private App app;
    private Client client;

    @BeforeEach
    void start() {
        app = App.start(Client.class, Caller.class);
        client = app.bean(Client.class);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private State state(String name) {
        return app.breaker(name).status().state();
    }

    private void awaitProbeIsFree(Breaker breaker) {
        await().atMost(Duration.ofSeconds(10)).until(() -> breaker.status().state() == State.HALF_OPEN);
    }

    @Test
    void eachSubscriptionIsOneCall() {
        Mono<String> mono = client.mono("answer");
        assertThat(client.assembled()).hasValue(0);
        assertThat(mono.block()).isEqualTo("answer");
        assertThat(mono.block()).isEqualTo("answer");
        assertThat(client.assembled()).hasValue(2);

        app.breaker("sales_api").forceOpen();

        assertThatThrownBy(mono::block).isInstanceOf(FailfastException.class);
        assertThat(client.assembled()).hasValue(2);
        app.breaker("sales_api").reset();
        assertThat(mono.block()).isEqualTo("answer");
    }

    @Test
    void aFailureTripsBeforeTheSubscriberHearsOfIt() {
        assertThatThrownBy(client.mono("fail")::block).hasRootCauseMessage("gone");
        assertThat(state("sales_api")).isEqualTo(State.OPEN);
        app.breaker("sales_api").reset();

        assertThatThrownBy(client.mono("throw")::block).hasMessage("thrown");
        assertThat(app.breaker("sales_api").status().reason()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void anEmptyMonoIsAnAnswer() {
        app.halfOpen("sales_api");

        assertThat(client.mono("empty").blockOptional()).isEmpty();

        assertThat(state("sales_api")).isEqualTo(State.CLOSED);
    }

    @Test
    void tripOnResultSeesTheValue() {
        assertThat(client.result("good").block()).isEqualTo("good");
        assertThat(state("results")).isEqualTo(State.CLOSED);

        assertThat(client.result("bad").block()).isEqualTo("bad");

        assertThat(state("results")).isEqualTo(State.OPEN);
    }

    @Test
    void theContextOfTheSubscriberIsKept() {
        assertThat(client.mono("context")
                        .contextWrite(Context.of("user", "anna"))
                        .block())
                .isEqualTo("anna");
    }

    @Test
    void aProbeThatIsCancelledIsGivenBack() {
        Breaker breaker = app.halfOpen("sales_api");
        Disposable probe = client.mono("wait").subscribe();
        await().atMost(Duration.ofSeconds(10)).until(() -> client.answer().currentSubscriberCount() == 1);
        assertThat(breaker.isOpen()).isTrue();

        probe.dispose();

        awaitProbeIsFree(breaker);
    }

    @Test
    void aCancelWhileTheProbeIsBeingClaimedLosesNoProbeAndInterruptsNoQuery() throws InterruptedException {
        Breaker breaker = app.halfOpen("sales_api");
        CountDownLatch claiming = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicBoolean inPeace = new AtomicBoolean();
        app.bean(RecordingStore.class).beforeClaim = () -> {
            claiming.countDown();
            try {
                inPeace.set(cancelled.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Disposable probe = client.mono("wait").subscribe();
        assertThat(claiming.await(10, TimeUnit.SECONDS)).isTrue();

        probe.dispose();
        cancelled.countDown();

        awaitProbeIsFree(breaker);
        assertThat(inPeace).isTrue();
        assertThat(client.assembled()).hasValue(0);
    }

    @Test
    void theStoreIsNeverAskedOnTheThreadOfTheSubscriberOrOfTheAnswer() {
        Scheduler eventLoop = Schedulers.newSingle("event-loop");
        try {
            RecordingStore store = app.bean(RecordingStore.class);
            app.halfOpen("sales_api");
            store.threads.clear();
            // An answer, then a failure, each from the event loop.
            assertThat(client.mono("answer")
                            .subscribeOn(eventLoop)
                            .publishOn(eventLoop)
                            .block())
                    .isEqualTo("answer");
            assertThatThrownBy(() -> client.flux(1, true)
                            .subscribeOn(eventLoop)
                            .collectList()
                            .block())
                    .hasRootCauseMessage("gone");

            assertThat(store.threads).isNotEmpty().allMatch(thread -> thread.startsWith("failfast-store"));
        } finally {
            eventLoop.dispose();
        }
        assertThat(state("sales_api")).isEqualTo(State.CLOSED);
        assertThat(state("stream_api")).isEqualTo(State.OPEN);
    }

    @Test
    void theAnswerThatComesOnAnEventLoopIsJudgedElsewhere() {
        Scheduler eventLoop = Schedulers.newSingle("event-loop");
        try {
            RecordingStore store = app.bean(RecordingStore.class);
            app.halfOpen("sales_api");
            store.threads.clear();
            Mono<String> probe = client.mono("wait").cache();
            Disposable subscription = probe.subscribe(answer -> {}, failure -> {});
            await().atMost(Duration.ofSeconds(10)).until(() -> client.answer().currentSubscriberCount() == 1);

            eventLoop.schedule(() -> client.answer().tryEmitError(new IOException("gone")));

            assertThatThrownBy(probe::block).hasRootCauseMessage("gone");
            assertThat(subscription.isDisposed()).isTrue();
            assertThat(store.threads).isNotEmpty().allMatch(thread -> thread.startsWith("failfast-store"));
            assertThat(app.breaker("sales_api").status().trips()).isEqualTo(2);
        } finally {
            eventLoop.dispose();
        }
    }

    @Test
    void aFluxIsOneCallFromSubscriptionToCompletion() {
        app.halfOpen("stream_api");
        assertThat(client.flux(3, false).collectList().block()).isEqualTo(List.of(0, 1, 2));
        assertThat(state("stream_api")).isEqualTo(State.CLOSED);

        assertThatThrownBy(client.flux(3, true).collectList()::block).hasRootCauseMessage("gone");

        assertThat(state("stream_api")).isEqualTo(State.OPEN);
        assertThatThrownBy(client.flux(3, false).collectList()::block).isInstanceOf(FailfastException.class);
        assertThat(client.assembled()).hasValue(2);
    }

    /** Else a service whose callers all take(1) would never heal. */
    @Test
    void aFluxOfWhichTheSubscriberHasEnoughHasAnswered() {
        Breaker breaker = app.halfOpen("stream_api");

        assertThat(client.flux(3, false).take(1).collectList().block()).isEqualTo(List.of(0));

        await().atMost(Duration.ofSeconds(10)).until(() -> breaker.status().state() == State.CLOSED);
    }

    @Test
    void aFluxThatIsCancelledBeforeItsFirstValueIsAbandoned() {
        Breaker breaker = app.halfOpen("silent_api");
        Disposable probe = client.silent().subscribe();
        await().atMost(Duration.ofSeconds(10)).until(() -> client.assembled().get() == 1);

        probe.dispose();

        awaitProbeIsFree(breaker);
    }

    @Test
    void aCallOfTheSameServiceInsideOfAProbeIsPartOfIt() {
        Breaker breaker = app.halfOpen("sales_api");

        assertThat(app.bean(Caller.class).around("answer").block()).isEqualTo("answer");
        assertThat(breaker.status().state()).isEqualTo(State.CLOSED);

        app.halfOpen("sales_api");
        assertThat(app.bean(Caller.class).each("answer").collectList().block()).isEqualTo(List.of("answer"));
        assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anApplicationThatHasBlockedBoundedElasticIsGuardedAllTheSame() {
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int i = 0; i < Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE; i++) {
                Schedulers.boundedElastic().schedule(() -> {
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertThat(client.mono("answer").block(Duration.ofSeconds(10))).isEqualTo("answer");
        } finally {
            done.countDown();
        }
    }

    @Test
    void aFluxIsNotAskedForMoreThanItsSubscriberWants() {
        AtomicInteger received = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        BaseSubscriber<Integer> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(2);
            }

            @Override
            protected void hookOnNext(Integer value) {
                received.incrementAndGet();
                two.countDown();
            }
        };

        client.flux(1000, false).subscribe(slow);

        await().atMost(Duration.ofSeconds(10)).until(() -> two.getCount() == 0);
        assertThat(received).hasValue(2);
        slow.cancel();
    }
}
