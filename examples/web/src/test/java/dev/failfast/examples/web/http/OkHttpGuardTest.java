package dev.failfast.examples.web.http;

import dev.failfast.Breaker;
import dev.failfast.test.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

class OkHttpGuardTest extends GuardedClientContract {
    @Override
    void interrupt(Thread caller, FaultProxy network) {
        super.interrupt(caller, network);
        network.cut(); // a blocking socket does not hear of interrupts
    }

    @Override
    Client client(Function<String, Breaker> breakers, Duration timeOut) {
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(new OkHttpGuard(breakers))
                .callTimeout(timeOut)
                .readTimeout(Duration.ZERO)
                .build();
        return new Client() {
            @Override
            public int get(URI url) throws IOException {
                try (Response response = call(url).execute()) {
                    response.body().bytes();
                    return response.code();
                }
            }

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // what follows cannot fail
            public CompletableFuture<Integer> getLater(URI url) {
                Call call = call(url);
                CompletableFuture<Integer> status = new CompletableFuture<>();
                call.enqueue(new Callback() {
                    @Override
                    public void onResponse(Call call, Response response) {
                        try (response) {
                            response.body().bytes();
                            status.complete(response.code());
                        } catch (IOException e) {
                            status.completeExceptionally(e);
                        }
                    }

                    @Override
                    public void onFailure(Call call, IOException e) {
                        status.completeExceptionally(e);
                    }
                });
                status.whenComplete((response, failure) -> {
                    if (status.isCancelled()) {
                        call.cancel();
                    }
                });
                return status;
            }

            @Override
            public InputStream open(URI url) throws IOException {
                return call(url).execute().body().byteStream();
            }

            private Call call(URI url) {
                return http.newCall(new Request.Builder().url(url.toString()).build());
            }

            @Override
            public void close() {
                http.dispatcher().executorService().shutdown();
                http.connectionPool().evictAll();
            }
        };
    }
}
