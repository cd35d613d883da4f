package dev.failfast.examples.web.http;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.Permit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One breaker per host for OkHttp, for {@code execute} and {@code enqueue}: {@code new
 * OkHttpClient.Builder().addInterceptor(new OkHttpGuard(registry::get))}. A status of 500 or more, a time-out and every
 * other {@link IOException} are failures; other answers, 4xx among them, are successes as soon as the body has ended. A
 * call that is cancelled or interrupted says nothing, nor does an answer from OkHttp's cache.
 *
 * <p>A broken host is told by {@link BrokenServiceException}, since OkHttp lets nothing else out of {@code enqueue}.
 * After redirects, the host is that of the first request. Safe for use by many threads.
 */
public final class OkHttpGuard implements Interceptor {
    private final Function<String, Breaker> breakers;

    /**
     * A guard.
     *
     * @param breakers from a host's name to its breaker: {@code registry::get} if the hosts are the application's
     *     choice, {@code Breaker.named} if they come from outside, for a registry keeps them all
     */
    public OkHttpGuard(Function<String, Breaker> breakers) {
        this.breakers = breakers;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Permit permit = acquire(chain.request().url());
        Verdict verdict = new Verdict(permit);
        try {
            chain.call().addEventListener(verdict);
            Response response = chain.proceed(chain.request());
            verdict.answered(response);
            return response;
        } catch (IOException e) {
            throw e; // the verdict follows with the end of the call, where a time-out looks like one
        } catch (Throwable t) {
            permit.close();
            throw t;
        }
    }

    private Permit acquire(HttpUrl url) throws BrokenServiceException {
        try {
            return breakers.apply(HostName.of(url.scheme(), url.host(), url.port()))
                    .acquire();
        } catch (FailfastException e) {
            throw new BrokenServiceException(e);
        }
    }

    /** Hears of the end of the call, which is the end of the body: on the thread that reads it. */
    private static final class Verdict extends EventListener {
        private final Permit permit;
        private volatile @Nullable Response response;

        Verdict(Permit permit) {
            this.permit = permit;
        }

        void answered(Response response) {
            this.response = response;
            if (response.code() >= 500) {
                permit.failed(new ServerErrorException(response.code()));
            } else if (response.networkResponse() == null) {
                permit.close();
            }
        }

        @Override
        public void callEnd(Call call) {
            permit.complete(response, null);
        }

        @Override
        public void callFailed(Call call, IOException e) {
            boolean timedOut = e instanceof InterruptedIOException;
            if (Thread.currentThread().isInterrupted() || (call.isCanceled() && !timedOut)) {
                permit.close();
            } else {
                permit.complete(null, e);
            }
        }
    }
}
