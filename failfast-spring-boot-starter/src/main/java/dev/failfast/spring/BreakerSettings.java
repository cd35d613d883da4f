package dev.failfast.spring;

import dev.failfast.Breaker;
import dev.failfast.BreakerBuilder;
import dev.failfast.BreakerRegistryBuilder;
import dev.failfast.spring.FailfastProperties.Options;
import dev.failfast.spring.FailfastProperties.TripAfter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts {@code failfast.defaults} and {@code failfast.services} on a registry, and names the property that is wrong. */
final class BreakerSettings {
    private static final String DEFAULTS = FailfastProperties.PREFIX + ".defaults";
    private static final Pattern NEEDS_NO_BRACKETS = Pattern.compile("[A-Za-z0-9_-]+");

    private final Options defaults;

    private BreakerSettings(Options defaults) {
        this.defaults = defaults;
    }

    static void apply(FailfastProperties properties, BreakerRegistryBuilder registry) {
        BreakerSettings settings = new BreakerSettings(properties.defaults());
        // Tried here as well: the registry's own complaint could not name the property.
        settings.tryDefaults();
        registry.defaults(settings::applyDefaults);
        properties.services().forEach((name, options) -> {
            String prefix = prefix(name);
            BreakerBuilder trial = PropertyRefusedException.naming(prefix, () -> Breaker.named(name));
            settings.applyDefaults(trial);
            settings.applyService(prefix, options, trial);
            PropertyRefusedException.naming(prefix, trial::build);
            registry.configure(name, breaker -> settings.applyService(prefix, options, breaker));
        });
    }

    private void tryDefaults() {
        BreakerBuilder trial = Breaker.named("defaults");
        applyDefaults(trial);
        PropertyRefusedException.naming(DEFAULTS, trial::build);
    }

    private void applyDefaults(BreakerBuilder breaker) {
        apply(DEFAULTS, defaults, breaker);
        tripAfter(DEFAULTS, defaults.tripAfter(), breaker);
    }

    private void applyService(String prefix, Options options, BreakerBuilder breaker) {
        apply(prefix, options, breaker);
        TripAfter own = options.tripAfter();
        if (own.failures() != null || own.within() != null) {
            TripAfter general = defaults.tripAfter();
            Integer failures = own.failures() == null ? general.failures() : own.failures();
            Duration within = own.within() == null ? general.within() : own.within();
            tripAfter(prefix, new TripAfter(failures, within), breaker);
        }
    }

    private static void apply(String prefix, Options options, BreakerBuilder breaker) {
        set(prefix + ".enabled", options.enabled(), breaker::enabled);
        set(prefix + ".open-for", options.openFor(), breaker::openFor);
        set(prefix + ".slower-than", options.slowerThan(), breaker::slowerThan);
        set(prefix + ".probe-lease", options.probeLease(), breaker::probeLease);
        exceptions(prefix + ".trip-on", options.tripOn(), breaker::tripOn);
        exceptions(prefix + ".ignore", options.ignore(), breaker::ignore);
    }

    private static void tripAfter(String prefix, TripAfter tripAfter, BreakerBuilder breaker) {
        Integer failures = tripAfter.failures();
        Duration within = tripAfter.within();
        if (failures == null && within == null) {
            return;
        }
        String property = prefix + ".trip-after";
        if (failures == null || within == null) {
            String missing = property + (failures == null ? ".failures" : ".within");
            throw new PropertyRefusedException(
                    missing + " is missing: how many failures within which time trip a service is said by both",
                    "Add " + missing + '.',
                    null);
        }
        PropertyRefusedException.naming(property, () -> breaker.tripAfter(failures, within));
    }

    private static <T> void set(String property, @Nullable T value, Function<T, BreakerBuilder> option) {
        if (value != null) {
            PropertyRefusedException.naming(property, () -> option.apply(value));
        }
    }

    /** What was converted from text is a class, but of what nobody has looked. */
    private static void exceptions(
            String property,
            List<Class<? extends Throwable>> types,
            Function<Class<? extends Throwable>, BreakerBuilder> option) {
        for (Class<?> type : types) {
            PropertyRefusedException.naming(property, () -> {
                if (!Throwable.class.isAssignableFrom(type)) {
                    throw new IllegalArgumentException(type.getName() + " is no exception");
                }
                return option.apply(type.asSubclass(Throwable.class));
            });
        }
    }

    private static String prefix(String name) {
        String services = FailfastProperties.PREFIX + ".services";
        return NEEDS_NO_BRACKETS.matcher(name).matches() ? services + '.' + name : services + '[' + name + ']';
    }
}
