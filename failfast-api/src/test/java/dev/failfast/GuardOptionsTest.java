package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which options the breaker of an annotation has. */
class GuardOptionsTest {
    private final Store store = Store.inProcess(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    private final BreakerRegistry registry =
            BreakerRegistry.builder().store(store).build();

    private boolean isOpen(String name) {
        return store.read(name) != null;
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).isNotInstanceOf(FailfastException.class);
    }

    public interface WithOptions {
        @Failfast(value = "options", openFor = "5m", tripOn = IOException.class, ignore = FileNotFoundException.class)
        void call(Exception failure) throws Exception;

        @Failfast(value = "options", openFor = "5m", tripOn = IOException.class, ignore = FileNotFoundException.class)
        void same(Exception failure) throws Exception;

        @Failfast("plain")
        void plain(Exception failure) throws Exception;
    }

    static final class Throwing implements WithOptions {
        @Override
        public void call(Exception failure) throws Exception {
            throw failure;
        }

        @Override
        public void same(Exception failure) throws Exception {
            throw failure;
        }

        @Override
        public void plain(Exception failure) throws Exception {
            throw failure;
        }
    }

    @Test
    void theOptionsOfAnAnnotationHold() {
        WithOptions proxy = registry.guard(WithOptions.class, new Throwing());

        assertFails(() -> proxy.call(new IllegalStateException()));
        assertFails(() -> proxy.call(new FileNotFoundException()));
        assertThat(isOpen("options")).isFalse();

        assertFails(() -> proxy.call(new IOException()));
        assertThat(registry.get("options").status().remaining()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void anAnnotationOverridesTheDefaultsAndIsOverriddenByWhatIsConfigured() {
        BreakerRegistry withDefaults = BreakerRegistry.builder()
                .store(store)
                .defaults(b -> b.openFor(Duration.ofSeconds(7)))
                .build();
        assertFails(() -> withDefaults.guard(WithOptions.class, new Throwing()).call(new IOException()));
        assertFails(() -> withDefaults.guard(WithOptions.class, new Throwing()).plain(new IOException()));
        assertThat(registry.get("options").status().remaining()).isEqualTo(Duration.ofMinutes(5));
        assertThat(registry.get("plain").status().remaining()).isEqualTo(Duration.ofSeconds(7));

        registry.get("options").reset();
        BreakerRegistry configured = BreakerRegistry.builder()
                .store(store)
                .defaults(b -> b.openFor(Duration.ofSeconds(7)))
                .configure("options", b -> b.openFor(Duration.ofSeconds(9)))
                .build();
        WithOptions proxy = configured.guard(WithOptions.class, new Throwing());
        assertFails(() -> proxy.call(new IllegalStateException()));
        assertThat(isOpen("options")).isFalse();
        assertFails(() -> proxy.call(new IOException()));
        assertThat(registry.get("options").status().remaining()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void guardingMakesTheServiceKnown() {
        BreakerRegistry fresh = BreakerRegistry.builder().store(store).build();

        fresh.guard(WithOptions.class, new Throwing());

        assertThat(fresh.all()).extracting(Breaker::name).containsExactly("options", "plain");
        assertThat(fresh.find("options")).isNotNull();
    }

    @Test
    void anAnnotationWithoutOptionsMeansTheBreakerOfTheRegistry() {
        BreakerRegistry counting = BreakerRegistry.builder()
                .store(store)
                .configure("plain", b -> b.tripAfter(2, Duration.ofHours(1)))
                .build();
        WithOptions proxy = counting.guard(WithOptions.class, new Throwing());

        assertFails(() -> proxy.plain(new IOException()));
        assertThat(isOpen("plain")).isFalse();
        assertFails(() -> counting.get("plain").call(() -> {
            throw new IOException();
        }));

        assertThat(isOpen("plain")).isTrue();
    }

    @Test
    void aConfiguredBreakerStaysTheOneOfItsNameBesideAnAnnotationWithOptions() {
        BreakerRegistry configured = BreakerRegistry.builder()
                .store(store)
                .configure("options", b -> {})
                .build();
        Breaker options = configured.get("options");

        configured.guard(WithOptions.class, new Throwing());

        assertThat(configured.get("options")).isSameAs(options);
    }

    @Test
    void equalAnnotationsCountTheirFailuresTogether() {
        BreakerRegistry counting = BreakerRegistry.builder()
                .store(store)
                .defaults(b -> b.tripAfter(3, Duration.ofHours(1)))
                .build();

        WithOptions one = counting.guard(WithOptions.class, new Throwing());
        WithOptions two = counting.guard(WithOptions.class, new Throwing());
        assertFails(() -> one.call(new IOException()));
        assertFails(() -> one.same(new IOException()));
        assertThat(isOpen("options")).isFalse();
        assertFails(() -> two.call(new IOException()));

        assertThat(isOpen("options")).isTrue();
    }

    public interface SingleOptions {
        @Failfast(value = "only_open_for", openFor = "5m")
        void openFor(Exception failure) throws Exception;

        @Failfast(value = "only_trip_on", tripOn = IOException.class)
        void tripOn(Exception failure) throws Exception;

        @Failfast(value = "only_ignore", ignore = IOException.class)
        void ignore(Exception failure) throws Exception;
    }

    static final class SingleOptionsImpl implements SingleOptions {
        @Override
        public void openFor(Exception failure) throws Exception {
            throw failure;
        }

        @Override
        public void tripOn(Exception failure) throws Exception {
            throw failure;
        }

        @Override
        public void ignore(Exception failure) throws Exception {
            throw failure;
        }
    }

    @Test
    void eachOptionHoldsAlone() {
        SingleOptions proxy = registry.guard(SingleOptions.class, new SingleOptionsImpl());

        assertFails(() -> proxy.openFor(new IOException()));
        assertThat(registry.get("only_open_for").status().remaining()).isEqualTo(Duration.ofMinutes(5));

        assertFails(() -> proxy.tripOn(new IllegalStateException()));
        assertThat(isOpen("only_trip_on")).isFalse();
        assertFails(() -> proxy.tripOn(new IOException()));
        assertThat(isOpen("only_trip_on")).isTrue();

        assertFails(() -> proxy.ignore(new IOException()));
        assertThat(isOpen("only_ignore")).isFalse();
        assertFails(() -> proxy.ignore(new IllegalStateException()));
        assertThat(isOpen("only_ignore")).isTrue();
    }
}
