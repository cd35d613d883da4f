package dev.failfast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Failfast#fallback()}: what answers instead of a rejected call. */
class GuardFallbackTest {
    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    public interface Client {
        String invoice(String id) throws IOException;

        default String none(String id) {
            return "no " + id;
        }
    }

    static class ClientImpl implements Client {
        RuntimeException failure = new IllegalStateException();

        @Override
        @Failfast(value = "sales_api", fallback = "cached")
        public String invoice(String id) {
            throw failure;
        }

        @SuppressWarnings("UnusedMethod") // by its name
        private String cached(String id, FailfastException e) {
            return "cached " + id + " while " + e.getServiceName() + " is broken";
        }

        String cached(String id) { // the other one is preferred
            return id;
        }
    }

    @Test
    void theFallbackAnswersWhileTheServiceIsBroken() throws IOException {
        Client client = registry.guard(Client.class, new ClientImpl());
        registry.get("sales_api").forceOpen();

        assertThat(client.invoice("a")).isEqualTo("cached a while sales_api is broken");
    }

    @Test
    void theCallThatFailsIsNotAnsweredByTheFallback() {
        ClientImpl target = new ClientImpl();
        Client client = registry.guard(Client.class, target);

        assertThatThrownBy(() -> client.invoice("a")).isSameAs(target.failure);
    }

    @Test
    void aRejectionThatComesOutOfTheCallIsNotAnsweredByTheFallbackEvenIfItNamesTheSameService() {
        ClientImpl target = new ClientImpl();
        target.failure = new FailfastException("sales_api", Duration.ofSeconds(1));
        Client client = registry.guard(Client.class, target);

        assertThatThrownBy(() -> client.invoice("a")).isSameAs(target.failure);
    }

    @Test
    void aDefaultMethodOfTheInterfaceIsAFallback() throws IOException {
        Client client = registry.guard(Client.class, new Client() {
            @Override
            @Failfast(value = "sales_api", fallback = "none")
            public String invoice(String id) {
                return id;
            }
        });
        registry.get("sales_api").forceOpen();

        assertThat(client.invoice("a")).isEqualTo("no a");
    }

    public interface Base<T> {
        T load(T key) throws Exception;

        void save(T key);

        CompletionStage<String> later(int id);
    }

    static class Things implements Base<String> {
        @Override
        @Failfast(value = "things", fallback = "stale")
        public String load(String key) {
            return key;
        }

        protected String stale(String key) throws IOException {
            throw new IOException("nothing stale for " + key);
        }

        String saved = "";

        @Override
        @Failfast(value = "things", fallback = "save")
        public void save(String key) {}

        @SuppressWarnings("unused")
        private void save(String key, FailfastException e) {
            saved = key;
        }

        @Override
        @Failfast(value = "things", fallback = "soon")
        public CompletionStage<String> later(int id) {
            return CompletableFuture.completedFuture("answer " + id);
        }

        @SuppressWarnings("unused")
        private CompletableFuture<String> soon(int id) {
            if (id < 0) {
                throw new IllegalStateException("negative");
            }
            return CompletableFuture.completedFuture("soon " + id);
        }
    }

    @SuppressWarnings("unchecked")
    private Base<String> guardedThings(Things target) {
        return registry.guard(Base.class, target);
    }

    @Test
    void whatTheFallbackThrowsReachesTheCallerAsItIs() {
        Base<String> things = guardedThings(new Things());
        registry.get("things").forceOpen();

        assertThatThrownBy(() -> things.load("a"))
                .isInstanceOf(IOException.class)
                .hasMessage("nothing stale for a");
    }

    @Test
    void anOverloadWithTheExceptionIsAFallbackAlsoOfVoidMethods() {
        Things target = new Things();
        Base<String> things = guardedThings(target);
        registry.get("things").forceOpen();

        things.save("a");

        assertThat(target.saved).isEqualTo("a");
    }

    @Test
    void theFallbackOfAMethodThatReturnsAStageReturnsOneAndAnExceptionFailsIt() {
        Base<String> things = guardedThings(new Things());
        assertThat(things.later(1).toCompletableFuture().join()).isEqualTo("answer 1");
        registry.get("things").forceOpen();

        assertThat(things.later(1).toCompletableFuture().join()).isEqualTo("soon 1");
        CompletableFuture<String> failed = things.later(-1).toCompletableFuture();
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    // ---- what is refused

    public interface Loads {
        Number load(String key);
    }

    private abstract static class Refused implements Loads {
        @SuppressWarnings("unused")
        static Number isStatic(String key) {
            return 1;
        }

        @SuppressWarnings("unused")
        Object returnsMore(String key) {
            return key;
        }

        @SuppressWarnings("unused")
        Number otherParameters(Object key) {
            return 1;
        }

        @SuppressWarnings("unused")
        Integer fits(String key) {
            return 1;
        }
    }

    private ThrowableAssertAlternative<IllegalArgumentException> assertRefused(Loads target) {
        return assertThatIllegalArgumentException().isThrownBy(() -> registry.guard(Loads.class, target));
    }

    @Test
    void aFallbackThatIsNotThereOrDoesNotFitIsRefusedAndTheMessageSaysWhatWasLookedFor() {
        assertRefused(new Refused() {
                    @Override
                    @Failfast(value = "x", fallback = "missing")
                    public Number load(String key) {
                        return 1;
                    }
                })
                .withMessageStartingWith("cannot guard " + Loads.class.getName() + ".load(String): ")
                .withMessageContaining("no fallback Number missing(String)")
                .withMessageContaining("Number missing(String, FailfastException)");
        assertRefused(new Refused() {
                    @Override
                    @Failfast(value = "x", fallback = "isStatic")
                    public Number load(String key) {
                        return 1;
                    }
                })
                .withMessageContaining("no fallback Number isStatic(String)");
        assertRefused(new Refused() {
                    @Override
                    @Failfast(value = "x", fallback = "returnsMore")
                    public Number load(String key) {
                        return 1;
                    }
                })
                .withMessageContaining("no fallback Number returnsMore(String)");
        assertRefused(new Refused() {
                    @Override
                    @Failfast(value = "x", fallback = "otherParameters")
                    public Number load(String key) {
                        return 1;
                    }
                })
                .withMessageContaining("no fallback Number otherParameters(String)");
        assertRefused(new Refused() {
                    @Override
                    @Failfast(value = "x", fallback = "load")
                    public Number load(String key) {
                        return 1;
                    }
                })
                .withMessageContaining("no fallback Number load(String)");
    }

    @Test
    void aSubtypeOfWhatTheMethodReturnsFits() {
        Loads loads = registry.guard(Loads.class, new Refused() {
            @Override
            @Failfast(value = "x", fallback = "fits")
            public Number load(String key) {
                return 2;
            }
        });
        registry.get("x").forceOpen();

        assertThat(loads.load("a")).isEqualTo(1);
    }

    @Test
    void whatTheInterfaceReturnsCountsNotThatTheImplementationPromisesMore() {
        Loads loads = registry.guard(Loads.class, new Loads() {
            @Override
            @Failfast(value = "x", fallback = "none")
            public Integer load(String key) {
                return 1;
            }

            @SuppressWarnings("unused")
            Long none(String key) {
                return 2L;
            }
        });
        registry.get("x").forceOpen();

        assertThat(loads.load("a")).isEqualTo(2L);
    }

    @Failfast(value = "x", fallback = "fits")
    static class OnType extends Refused {
        @Override
        public Number load(String key) {
            return 1;
        }
    }

    @Test
    void theAnnotationOfATypeCannotNameAFallback() {
        assertRefused(new OnType()).withMessageContaining("@Failfast of the type names a fallback, fits");
    }

    public interface Two {
        @Failfast(value = "two", openFor = "5s", fallback = "other")
        String first();

        @Failfast(value = "two", openFor = "5s")
        String second();

        default String other() {
            return "other";
        }
    }

    @Test
    void annotationsThatDifferOnlyInTheirFallbackShareABreaker() throws NoSuchMethodException {
        var methods = GuardedMethod.of(Two.class);
        Breaker first = breaker(methods, Two.class.getMethod("first"));

        assertThat(breaker(methods, Two.class.getMethod("second"))).isSameAs(first);
    }

    private Breaker breaker(Map<Method, GuardedMethod> methods, Method method) {
        return requireNonNull(methods.get(method)).breaker(registry);
    }

    // ---- classes without interfaces, as frameworks see them

    static class Plain {
        @Failfast("plain")
        String guarded() {
            return "";
        }

        String unguarded() {
            return "";
        }
    }

    @Failfast("sub")
    static class Annotated extends Plain {
        protected String own() {
            return "";
        }

        @Override
        public String toString() {
            return "";
        }
    }

    @Test
    void ofAClassEveryDeclarationOfAGuardedMethodIsFound() throws NoSuchMethodException {
        assertThat(GuardedMethod.of(Plain.class)).containsOnlyKeys(Plain.class.getDeclaredMethod("guarded"));
        assertThat(GuardedMethod.of(String.class)).isEmpty();
        assertThat(GuardedMethod.of(Annotated.class))
                .containsOnlyKeys(
                        Plain.class.getDeclaredMethod("guarded"),
                        Plain.class.getDeclaredMethod("unguarded"),
                        Annotated.class.getDeclaredMethod("own"));
        assertThat(breaker(GuardedMethod.of(Annotated.class), Plain.class.getDeclaredMethod("guarded"))
                        .name())
                .isEqualTo("plain");
    }

    @Failfast("sales_api")
    public interface Sales {
        void sell();
    }

    @Failfast("tax_api")
    public interface Tax {
        void declare();
    }

    static class Both implements Sales, Tax {
        @Override
        public void sell() {}

        @Override
        public void declare() {}

        void own() {}
    }

    @Test
    void anAnnotatedInterfaceGuardsItsMethodsOfAClassAndNoOthers() throws NoSuchMethodException {
        var methods = GuardedMethod.of(Both.class);

        assertThat(breaker(methods, Both.class.getMethod("sell")).name()).isEqualTo("sales_api");
        assertThat(breaker(methods, Tax.class.getMethod("declare")).name()).isEqualTo("tax_api");
        assertThat(methods).doesNotContainKey(Both.class.getDeclaredMethod("own"));
    }

    @Failfast("other_tax_api")
    public interface OtherTax {
        void declare();
    }

    static class Torn implements Tax, OtherTax {
        @Override
        public void declare() {}
    }

    static class Hidden {
        @Failfast("x")
        @SuppressWarnings("UnusedMethod")
        private void call() {}
    }

    @ParameterizedTest
    @ValueSource(classes = {Torn.class, Hidden.class, OnType.class})
    void contradictionsAndWhatNoProxySeesAreRefusedOfClassesToo(Class<?> type) {
        assertThatIllegalArgumentException().isThrownBy(() -> GuardedMethod.of(type));
    }

    @Failfast("sales_api")
    @Retention(RetentionPolicy.RUNTIME)
    @interface SalesApi {}

    public interface Composed {
        @SalesApi
        void sell();
    }

    @Test
    void anAnnotationOfYourOwnThatCarriesFailfastMeansIt() {
        Composed composed = registry.guard(Composed.class, () -> {});
        registry.get("sales_api").forceOpen();

        assertThatThrownBy(composed::sell).isInstanceOf(FailfastException.class);
    }
}
