package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardAsyncTest {
    private final Store store = Store.inProcess();
    private final BreakerRegistry registry = BreakerRegistry.builder()
            .store(store)
            .defaults(b -> b.executor(Runnable::run))
            .build();

    public interface AsyncClient {
        @Failfast("async")
        CompletableFuture<String> future() throws IOException;

        @Failfast("async")
        CompletionStage<String> stage() throws IOException;
    }

    static final class FakeClient implements AsyncClient {
        CompletableFuture<String> answer = new CompletableFuture<>();

        @Nullable
        Throwable thrown;

        int calls;

        @Override
        public CompletableFuture<String> future() throws IOException {
            calls++;
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            return answer;
        }

        @Override
        public CompletionStage<String> stage() throws IOException {
            return future();
        }
    }

    private final FakeClient client = new FakeClient();
    private final AsyncClient guarded = registry.guard(AsyncClient.class, client);

    private boolean isOpen() {
        return store.read("async") != null;
    }

    private static @Nullable Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @Test
    void theOutcomeOfAFutureDecidesNotItsBeingReturned() throws Exception {
        CompletableFuture<String> future = guarded.future();
        CompletionStage<String> stage = guarded.stage();
        assertThat(isOpen()).isFalse();

        IOException failure = new IOException();
        client.answer.completeExceptionally(failure);

        assertThat(isOpen()).isTrue();
        assertThat(failure(future)).isSameAs(failure);
        assertThat(failure(stage)).isSameAs(failure);
    }

    @Test
    void aFutureThatSucceedsHasItsValue() throws Exception {
        CompletableFuture<String> future = guarded.future();

        client.answer.complete("value");

        assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void aRejectedCallIsAFailedFutureAndNoException() throws Exception {
        registry.get("async").forceOpen();

        assertThat(failure(guarded.future())).isInstanceOf(FailfastException.class);
        assertThat(failure(guarded.stage())).isInstanceOf(FailfastException.class);
        assertThat(client.calls).isZero();
    }

    @Test
    void whatTheMethodThrowsInsteadOfReturningIsInTheFutureAsItIs() throws Exception {
        client.thrown = new Error();
        assertThat(failure(guarded.future())).isSameAs(client.thrown);
        assertThat(isOpen()).isFalse();

        client.thrown = new IOException();
        assertThat(failure(guarded.stage())).isSameAs(client.thrown);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void cancellingTheGuardedFutureCancelsTheTargets() throws Exception {
        guarded.future().cancel(true);

        assertThat(client.answer).isCancelled();
        assertThat(isOpen()).isFalse();
    }

    public interface Client<R> {
        @Failfast("async")
        R get();
    }

    public interface FutureClient extends Client<CompletableFuture<String>> {}

    public interface BridgedFutureClient extends Client<CompletableFuture<String>> {
        @Override
        CompletableFuture<String> get();
    }

    @Test
    void aTypeParameterThatStandsForAFutureIsSeenThrough() {
        Client<CompletableFuture<String>> sub = registry.guard(FutureClient.class, () -> client.answer);
        Client<CompletableFuture<String>> bridged = registry.guard(BridgedFutureClient.class, () -> client.answer);
        @SuppressWarnings("unchecked")
        Client<CompletableFuture<String>> byImplementation = registry.guard(Client.class, new FutureClient() {
            @Override
            public CompletableFuture<String> get() {
                return client.answer;
            }
        });
        registry.get("async").forceOpen();

        assertThat(sub.get()).isCompletedExceptionally();
        assertThat(bridged.get()).isCompletedExceptionally();
        assertThat(byImplementation.get()).isCompletedExceptionally();
    }

    public interface Lookup<K> {
        Object find(K key);
    }

    public interface FutureLookup extends Lookup<String> {
        @Override
        @Failfast("async")
        CompletableFuture<String> find(String key);
    }

    @Test
    void aFutureIsOneAlsoForCallsThroughASuperInterfaceThatDoesNotSaySo() {
        Lookup<String> lookup = registry.guard(FutureLookup.class, key -> client.answer);

        Object pending = lookup.find("a");
        client.answer.completeExceptionally(new IOException());

        assertThat(pending).isInstanceOf(CompletableFuture.class);
        assertThat(isOpen()).isTrue();
    }
}
