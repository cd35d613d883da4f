package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces of a named module that uses the library. */
class GuardModulesTest {
    private static final Map<String, String> SHOP = Map.of(
            "module-info.java", "module shop { exports shop.api; }",
            "shop/api/Exported.java", """
                    package shop.api;
                    @dev.failfast.Failfast("exported")
                    public interface Exported { String call(); }
                    """,
            "shop/internal/Hidden.java", """
                    package shop.internal;
                    @dev.failfast.Failfast("hidden")
                    public interface Hidden extends java.util.concurrent.Callable<String> {
                        String call();
                    }
                    """,
            "shop/internal/PackagePrivate.java", """
                    package shop.internal;
                    @dev.failfast.Failfast("package_private")
                    interface PackagePrivate extends java.util.concurrent.Callable<String> {
                        String call();
                    }
                    """,
            "shop/internal/Inside.java", """
                    package shop.internal;
                    public class Inside {
                        public static java.lang.invoke.MethodHandles.Lookup lookup() {
                            return java.lang.invoke.MethodHandles.lookup();
                        }
                        public static Hidden hidden() { return () -> "hidden"; }
                        public static PackagePrivate packagePrivate() { return () -> "package-private"; }
                    }
                    """,
            "shop/api/Shop.java", """
                    package shop.api;
                    public class Shop {
                        public static java.lang.invoke.MethodHandles.Lookup lookup() {
                            return shop.internal.Inside.lookup();
                        }
                        public static Exported exported() { return () -> "exported"; }
                        public static Object hidden() { return shop.internal.Inside.hidden(); }
                        public static Object packagePrivate() throws Exception {
                            return shop.internal.Inside.class.getMethod("packagePrivate").invoke(null);
                        }
                    }
                    """);

    @TempDir
    static Path folder;

    private static ModuleLayer layer = ModuleLayer.empty();

    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    @BeforeAll
    static void load() {
        Path classes = CompiledClasses.compile(folder, SHOP, "--add-reads", "shop=ALL-UNNAMED");
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
        layer = ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(ModuleLayer.boot()), GuardModulesTest.class.getClassLoader())
                .layer();
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return layer.findLoader("shop").loadClass(name);
    }

    private static Object shop(String method) throws Exception {
        try {
            return type("shop.api.Shop").getMethod(method).invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private <T> Object guard(Class<T> type, Object target, MethodHandles.Lookup... lookup) {
        assertThat(type.getModule().isNamed()).isTrue();
        return lookup.length == 0
                ? registry.guard(type, type.cast(target))
                : registry.guard(type, type.cast(target), lookup[0]);
    }

    @Test
    void anExportedInterfaceOfAModuleNeedsNoLookup() throws Exception {
        Class<?> exported = type("shop.api.Exported");

        Object guarded = guard(exported, shop("exported"));

        assertThat(exported.getMethod("call").invoke(guarded)).isEqualTo("exported");
        registry.get("exported").forceOpen();
        assertThatThrownBy(() -> exported.getMethod("call").invoke(guarded))
                .hasCauseInstanceOf(FailfastException.class);
    }

    @Test
    void anInterfaceThatIsNotExportedIsRefusedWithoutALookup() throws Exception {
        Class<?> hidden = type("shop.internal.Hidden");
        Object target = shop("hidden");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> guard(hidden, target))
                .withMessageContaining("shop.internal.Hidden")
                .withMessageContaining("not accessible")
                .withMessageContaining("MethodHandles.lookup()");
    }

    @Test
    void anInterfaceThatIsNotExportedIsGuardedWithALookupOfItsModule() throws Exception {
        Callable<?> guarded = (Callable<?>)
                guard(type("shop.internal.Hidden"), shop("hidden"), (MethodHandles.Lookup) shop("lookup"));

        assertThat(guarded.call()).isEqualTo("hidden");
        registry.get("hidden").forceOpen();
        assertThatThrownBy(guarded::call).isInstanceOf(FailfastException.class);
    }

    @Test
    void aPackagePrivateInterfaceOfAModuleIsGuardedWithALookupOfItsPackage() throws Exception {
        Callable<?> guarded = (Callable<?>) guard(
                type("shop.internal.PackagePrivate"), shop("packagePrivate"), (MethodHandles.Lookup) shop("lookup"));

        assertThat(guarded.call()).isEqualTo("package-private");
        registry.get("package_private").forceOpen();
        assertThatThrownBy(guarded::call).isInstanceOf(FailfastException.class);
    }
}
