package dev.failfast.examples.web.http;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Notices how the body of one response ends, for {@code HttpClient} tells nobody but the body's reader. */
final class GuardedBodyHandler<T> implements BodyHandler<T> {
    private final BodyHandler<T> handler;
    private final Duration within;
    private final Executor executor;

    /** The end: read, closed early by its reader, broken off, or too late. */
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    GuardedBodyHandler(BodyHandler<T> handler, Duration within, Executor executor) {
        this.handler = handler;
        this.within = within;
        this.executor = executor;
    }

    CompletableFuture<@Nullable Void> end() {
        return end;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the body
    public BodySubscriber<T> apply(ResponseInfo info) {
        Body body = new Body(handler.apply(info));
        end.copy().orTimeout(within.toNanos(), TimeUnit.NANOSECONDS).whenComplete((nothing, failure) -> {
            if (failure instanceof TimeoutException) {
                executor.execute(body::timedOut); // not on the JVM's only thread for time-outs
            }
        });
        return body;
    }

    private final class Body implements BodySubscriber<T> {
        private final BodySubscriber<T> reader;
        private final ReentrantLock inTurn = new ReentrantLock();
        private @Nullable Subscription subscription;

        Body(BodySubscriber<T> reader) {
            this.reader = reader;
        }

        @Override
        public CompletionStage<T> getBody() {
            return reader.getBody();
        }

        @Override
        public void onSubscribe(Subscription source) {
            subscription = source;
            reader.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    source.request(n);
                }

                @Override
                public void cancel() {
                    end.complete(null); // the reader has enough, and the service has answered
                    source.cancel();
                }
            });
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            tell(() -> {
                if (!end.isDone()) {
                    reader.onNext(bytes);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            if (end.completeExceptionally(failure)) {
                tell(() -> reader.onError(failure));
            }
        }

        @Override
        public void onComplete() {
            if (end.complete(null)) {
                tell(reader::onComplete);
            }
        }

        void timedOut() {
            onError(new HttpTimeoutException("the body took longer than " + within));
            Subscription source = subscription;
            if (source != null) {
                source.cancel();
            }
        }

        /** The time-out comes on a thread of its own, and a reader must not be told two things at once. */
        private void tell(Runnable signal) {
            inTurn.lock();
            try {
                signal.run();
            } finally {
                inTurn.unlock();
            }
        }
    }
}
