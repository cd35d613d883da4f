package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BreakerRegistryTest {
    private final Store store = Store.inProcess(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));

    private BreakerRegistryBuilder registry() {
        return BreakerRegistry.builder().store(store);
    }

    private static void fail(Breaker breaker, Exception failure) {
        assertThatThrownBy(() -> breaker.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private static Duration openFor(Breaker breaker) {
        fail(breaker, new IOException());
        return breaker.status().remaining();
    }

    @Test
    void aNameHasOneBreaker() {
        List<String> made = new ArrayList<>();
        BreakerRegistry registry = registry().defaults(b -> made.add(b.name)).build();
        made.clear();

        Breaker salesApi = registry.get("sales_api");

        assertThat(salesApi.name()).isEqualTo("sales_api");
        assertThat(registry.get("sales_api")).isSameAs(salesApi);
        assertThat(made).containsExactly("sales_api");
        assertThat(registry.get("tax_api")).isNotSameAs(salesApi);
    }

    @Test
    void threadsThatAskForANewNameTogetherGetOneBreaker() throws Exception {
        int threads = 8;
        CountDownLatch go = new CountDownLatch(threads);
        // Nobody's breaker is in the map before everybody has looked.
        BreakerRegistry registry = registry()
                .defaults(b -> {
                    if (go.getCount() > 0 && Thread.currentThread().getName().startsWith("pool")) {
                        go.countDown();
                        await(go);
                    }
                })
                .build();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Set<Breaker> seen = ConcurrentHashMap.newKeySet();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(executor.submit(() -> seen.add(registry.get("sales_api"))));
            }
            for (Future<?> each : done) {
                each.get(30, TimeUnit.SECONDS);
            }
            assertThat(seen).containsExactly(registry.get("sales_api"));
        } finally {
            executor.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aConfiguredServiceIsKnownBeforeItsFirstUse() {
        BreakerRegistry registry = registry().configure("sales_api", b -> {}).build();

        Breaker salesApi = registry.find("sales_api");

        assertThat(salesApi).isNotNull().isSameAs(registry.get("sales_api"));
    }

    @Test
    void findMakesNoBreaker() {
        BreakerRegistry registry = registry().configure("sales_api", b -> {}).build();

        assertThat(registry.find("sales-api")).isNull();
        assertThat(registry.all()).extracting(Breaker::name).containsExactly("sales_api");
    }

    @Test
    void findKnowsWhatGetHasMade() {
        BreakerRegistry registry = registry().build();

        Breaker salesApi = registry.get("sales_api");

        assertThat(registry.find("sales_api")).isSameAs(salesApi);
    }

    @Test
    void allIsAnImmutableSnapshotOrderedByName() {
        BreakerRegistry registry = registry().configure("m", b -> {}).build();
        Breaker z = registry.get("z");
        Breaker a = registry.get("a");

        List<Breaker> all = registry.all();
        registry.get("b");

        assertThat(all).containsExactly(a, registry.get("m"), z);
        assertThatThrownBy(() -> all.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void defaultsHoldForEveryService() {
        BreakerRegistry registry = registry()
                .defaults(b -> b.openFor(Duration.ofSeconds(7)))
                .configure("configured", b -> b.tripOn(IOException.class))
                .build();

        assertThat(openFor(registry.get("configured"))).isEqualTo(Duration.ofSeconds(7));
        assertThat(openFor(registry.get("other"))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatIsConfiguredForAServiceReplacesTheDefaultsWhateverTheOrderOfTheCalls() {
        BreakerRegistry registry = registry()
                .configure("sales_api", b -> b.openFor(Duration.ofSeconds(9)))
                .defaults(b -> b.openFor(Duration.ofSeconds(7)))
                .build();

        assertThat(openFor(registry.get("sales_api"))).isEqualTo(Duration.ofSeconds(9));
        assertThat(openFor(registry.get("other"))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void repeatedDefaultsAndConfigurationsAddUpInOrder() {
        BreakerRegistry registry = registry()
                .defaults(b -> b.openFor(Duration.ofSeconds(1)).tripOn(IOException.class))
                .defaults(b -> b.openFor(Duration.ofSeconds(2)))
                .configure("sales_api", b -> b.openFor(Duration.ofSeconds(3)).tripOn(IllegalStateException.class))
                .configure("sales_api", b -> b.openFor(Duration.ofSeconds(4)))
                .build();

        assertThat(openFor(registry.get("other"))).isEqualTo(Duration.ofSeconds(2));
        Breaker salesApi = registry.get("sales_api");
        fail(salesApi, new IllegalArgumentException());
        assertThat(salesApi.isOpen()).isFalse();
        fail(salesApi, new IllegalStateException());
        assertThat(salesApi.status().remaining()).isEqualTo(Duration.ofSeconds(4));
        salesApi.reset();
        assertThat(openFor(salesApi)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aMistakeInTheOptionsOfAServiceSurfacesInBuildWithTheName() {
        BreakerRegistryBuilder outOfRange = registry().configure("sales_api", b -> b.openFor(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(outOfRange::build)
                .withMessage("the options of sales_api are refused: openFor must be positive, was PT0S");

        BreakerRegistryBuilder contradiction = registry()
                .defaults(b -> b.tripOn(IOException.class))
                .configure("sales_api", b -> b.ignore(IOException.class));
        assertThatIllegalArgumentException()
                .isThrownBy(contradiction::build)
                .withMessageContaining("sales_api")
                .withMessageContaining("contradict");

        RuntimeException bug = new IllegalStateException("secret");
        BreakerRegistryBuilder throwing = registry().configure("sales_api", b -> {
            throw bug;
        });
        assertThatIllegalArgumentException()
                .isThrownBy(throwing::build)
                .withMessage("the options of sales_api are refused: java.lang.IllegalStateException")
                .withCause(bug);
    }

    @Test
    void aMistakeInTheDefaultsSurfacesInBuildWithoutAnyService() {
        assertThatIllegalArgumentException()
                .isThrownBy(registry().defaults(b -> b.openFor(Duration.ZERO))::build)
                .withMessage("the defaults of the registry are refused: openFor must be positive, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(registry().defaults(b -> b.enabled(true).enabledWhen(() -> true))::build)
                .withMessageContaining("the defaults of the registry");
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> registry().configure(" ", b -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> registry().build().get(" "));
        assertThat(registry().build().find(" ")).isNull();
    }

    @Test
    void aRegistryWithoutAStoreHasOneForAllOfItsBreakersAndNobodyElse() {
        Set<Store> stores = ConcurrentHashMap.newKeySet();
        BreakerRegistryBuilder builder = BreakerRegistry.builder()
                .defaults(b -> stores.add(Objects.requireNonNull(b.store)))
                .configure("a", b -> {});

        BreakerRegistry registry = builder.build();
        registry.get("b");
        assertThat(stores).hasSize(1);

        builder.build();
        assertThat(stores).hasSize(2);
    }

    @Test
    void aConfiguratorMayGiveAServiceAnotherStore() {
        Store other = Store.inProcess();
        BreakerRegistry registry =
                registry().configure("sales_api", b -> b.store(other)).build();

        registry.get("sales_api").forceOpen();
        registry.get("tax_api").forceOpen();

        assertThat(other.list()).extracting(Breaker.Status::name).containsExactly("sales_api");
        assertThat(store.list()).extracting(Breaker.Status::name).containsExactly("tax_api");
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeWhatItHasBuilt() {
        BreakerRegistryBuilder builder = registry();
        BreakerRegistry registry = builder.build();

        builder.defaults(b -> b.openFor(Duration.ofSeconds(1))).configure("sales_api", b -> {});

        assertThat(registry.find("sales_api")).isNull();
        assertThat(openFor(registry.get("sales_api"))).isEqualTo(Duration.ofSeconds(60));
        assertThat(builder.build().find("sales_api")).isNotNull();
    }

    @Test
    void optionsMayAskTheRegistryForAnotherBreaker() {
        AtomicReference<BreakerRegistry> self = new AtomicReference<>();
        BreakerRegistry registry = registry()
                .defaults(b -> {
                    BreakerRegistry known = self.get();
                    if (known != null && !b.name.equals("inner")) {
                        known.get("inner");
                    }
                })
                .build();
        self.set(registry);

        assertThatCode(() -> registry.get("outer")).doesNotThrowAnyException();
        assertThat(registry.all()).extracting(Breaker::name).containsExactly("inner", "outer");
    }
}
