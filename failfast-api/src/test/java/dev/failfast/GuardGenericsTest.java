package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** One method may have several signatures, and several methods one name. */
class GuardGenericsTest {
    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    public interface Repository<K extends Number, V> {
        V load(K key);

        V[] loadAll(K[] keys);

        default String load(Object key) {
            return "overload of " + key;
        }
    }

    static final class Names implements Repository<Integer, String> {
        @Override
        @Failfast("generic")
        public String load(Integer key) {
            return "name " + key;
        }

        @Override
        @Failfast("arrays")
        public String[] loadAll(Integer[] keys) {
            return new String[keys.length];
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void anAnnotationOnTheImplementationOfAGenericMethodGuardsThatMethodAndNoOverload() {
        Repository<Integer, String> names = registry.guard(Repository.class, new Names());
        registry.get("generic").forceOpen();

        assertThatThrownBy(() -> names.load(7)).isInstanceOf(FailfastException.class);
        assertThat(names.load((Object) 7)).isEqualTo("overload of 7");
        assertThat(names.loadAll(new Integer[2])).hasSize(2);

        registry.get("arrays").forceOpen();
        assertThatThrownBy(() -> names.loadAll(new Integer[2])).isInstanceOf(FailfastException.class);
    }

    public interface GenericBase<T> {
        default void put(T key, String value) {}

        @Failfast("base")
        T get(T key);

        default T other(T key) {
            return key;
        }

        default void put(T key) {}
    }

    public interface StringSub extends GenericBase<String> {
        @Override
        String get(String key);

        Object get(CharSequence overload);
    }

    @Test
    void anAnnotationOnAGenericSuperInterfaceGuardsTheMethodUnderBothOfItsSignatures() {
        StringSub sub = registry.guard(StringSub.class, new StringSub() {
            @Override
            public String get(String key) {
                return key;
            }

            @Override
            public Object get(CharSequence overload) {
                return overload;
            }
        });
        GenericBase<String> base = sub;
        assertThat(sub.get("a")).isEqualTo(base.get("a")).isEqualTo("a");
        registry.get("base").forceOpen();

        assertThatThrownBy(() -> sub.get("a")).isInstanceOf(FailfastException.class);
        assertThatThrownBy(() -> base.get("a")).isInstanceOf(FailfastException.class);
        assertThat(sub.get((CharSequence) "a")).isEqualTo("a");
    }

    public interface BridgedSub extends GenericBase<String> {
        @Override
        @Failfast("bridged")
        String get(String key);
    }

    @Test
    void theAnnotationOfTheOverridingMethodCountsAlsoForCallsThroughTheSuperInterface() {
        GenericBase<String> base = registry.guard(BridgedSub.class, key -> key);
        registry.get("base").forceOpen();
        assertThat(base.get("a")).isEqualTo("a");

        registry.get("bridged").forceOpen();
        assertThatThrownBy(() -> base.get("a"))
                .isInstanceOfSatisfying(
                        FailfastException.class,
                        e -> assertThat(e.getServiceName()).isEqualTo("bridged"));
    }

    public interface Wide {
        @Failfast("covariant")
        Object value();
    }

    public interface Narrow extends Wide {
        @Override
        String value();
    }

    @Test
    void covariantReturnTypesAreOneMethod() {
        Narrow narrow = registry.guard(Narrow.class, () -> "value");
        Wide wide = narrow;
        assertThat(narrow.value()).isEqualTo(wide.value()).isEqualTo("value");
        registry.get("covariant").forceOpen();

        assertThatThrownBy(narrow::value).isInstanceOf(FailfastException.class);
        assertThatThrownBy(wide::value).isInstanceOf(FailfastException.class);
    }

    @Test
    void methodsBesideABridgeAreNotMistakenForIt() {
        BridgedSub sub = registry.guard(BridgedSub.class, key -> key);
        GenericBase<String> base = sub;
        registry.get("bridged").forceOpen();

        assertThat(base.other("a")).isEqualTo("a");
        base.put("a");
        base.put("a", "b");
        assertThatThrownBy(() -> base.get("a")).isInstanceOf(FailfastException.class);
    }

    /** Methods enough that the first one a JVM lists is another, and overloads enough. */
    public interface WithFallback extends GenericBase<String> {
        default void a() {}

        default void b() {}

        default void c() {}

        default String get() {
            return "";
        }

        default String get(int key) {
            return "";
        }

        default String get(long key) {
            return "";
        }

        default String get(String key, int part) {
            return "";
        }

        @Override
        @Failfast(value = "bridged", fallback = "none")
        String get(String key);

        default String none(String key) {
            return "none " + key;
        }
    }

    @Test
    void theFallbackAnswersForCallsThroughTheSuperInterfaceToo() {
        GenericBase<String> base = registry.guard(WithFallback.class, key -> key);
        registry.get("bridged").forceOpen();

        assertThat(base.get("a")).isEqualTo("none a");
    }

    abstract static class KeyedBase<K> {
        abstract String load(K key);
    }

    static class Keyed extends KeyedBase<String> {
        @Override
        @Failfast(value = "keyed", fallback = "none")
        String load(String key) {
            return key;
        }

        String none(String key) {
            return "none " + key;
        }
    }

    @Test
    void aClassThatFillsInATypeParameterOfItsSuperclassIsGuardedByAllDeclarations() throws NoSuchMethodException {
        assertThat(GuardedMethod.of(Keyed.class))
                .containsOnlyKeys(
                        KeyedBase.class.getDeclaredMethod("load", Object.class),
                        Keyed.class.getDeclaredMethod("load", Object.class),
                        Keyed.class.getDeclaredMethod("load", String.class));
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    static final class Raw implements Repository {
        @Override
        @Failfast("raw")
        public Object load(Number key) {
            return key;
        }

        @Override
        public Object[] loadAll(Number[] keys) {
            return keys;
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void aTypeParameterWithoutAnArgumentStandsForItsBound() {
        Repository<Integer, Object> raw = registry.guard(Repository.class, new Raw());
        registry.get("raw").forceOpen();

        assertThatThrownBy(() -> raw.load(1)).isInstanceOf(FailfastException.class);
        assertThat(raw.loadAll(new Integer[] {1})).containsExactly(1);
    }

    abstract static class Loader<K extends Number> implements Repository<K, String> {
        @Override
        public abstract String load(K key);

        @Override
        public String[] loadAll(K[] keys) {
            return new String[0];
        }
    }

    static final class IntegerLoader extends Loader<Integer> {
        @Override
        @Failfast("loader")
        public String load(Integer key) {
            return "name " + key;
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void typeParametersAreFollowedThroughSuperclasses() {
        Repository<Integer, String> loader = registry.guard(Repository.class, new IntegerLoader());
        assertThat(loader.load(1)).isEqualTo("name 1");
        registry.get("loader").forceOpen();

        assertThatThrownBy(() -> loader.load(1)).isInstanceOf(FailfastException.class);
    }
}
