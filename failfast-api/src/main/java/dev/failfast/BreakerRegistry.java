package dev.failfast;

import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of an application by the names of their services, on one store and with common options.
 *
 * <pre>{@code
 * BreakerRegistry registry = BreakerRegistry.builder()
 *     .store(store)
 *     .defaults(b -> b.openFor(Duration.ofSeconds(30)))
 *     .configure("sales_api", b -> b.tripOn(IOException.class))
 *     .build();
 * Breaker salesApi = registry.get("sales_api");
 * InvoiceClient client = registry.guard(InvoiceClient.class, new HttpInvoiceClient());
 * }</pre>
 *
 * <p>It keeps every breaker it has made, so names that come from outside (one per customer, say) are better served by
 * {@link Breaker#named}. It never closes the store. Safe for use by many threads; nothing here touches the store.
 */
public final class BreakerRegistry {
    private final BreakerOptions options;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

    /** Equal options share a breaker, and with it the count of {@link BreakerBuilder#tripAfter}. */
    private final Map<AnnotatedOptions, Breaker> annotated = new ConcurrentHashMap<>();

    BreakerRegistry(BreakerOptions options, Collection<String> configured) {
        this.options = options;
        options.checkDefaults();
        configured.forEach(name -> breakers.put(name, options.make(name)));
    }

    /**
     * Starts a registry.
     *
     * @return a builder whose options all have defaults
     */
    public static BreakerRegistryBuilder builder() {
        return new BreakerRegistryBuilder();
    }

    /**
     * The breaker of a service, the same each time. If there is none, it is made with the registry's defaults. Costs
     * one look-up in a map, without a lock, if there is one.
     *
     * @param name the service
     * @return the first breaker that was made for this name
     * @throws IllegalArgumentException if the name is none, see {@link Breaker#named}
     */
    public Breaker get(String name) {
        Breaker known = breakers.get(name);
        return known != null ? known : firstFor(options.make(name));
    }

    /**
     * The breaker of a service that is configured or was made before; for names typed by people, where a mistake shall
     * not make a new breaker.
     *
     * @param name the service
     * @return the same as {@link #get}, or null if there is none
     */
    public @Nullable Breaker find(String name) {
        return breakers.get(name);
    }

    /**
     * The breakers that are configured or were made before: one for each name, the one that {@link #get} returns.
     *
     * @return an immutable snapshot, ordered by name
     */
    public List<Breaker> all() {
        return breakers.values().stream()
                .sorted(Comparator.comparing(Breaker::name))
                .toList();
    }

    /**
     * An implementation of an interface whose methods are guarded as {@link Failfast} says; those without it go
     * straight to the target. What the target throws reaches the caller as the same object.
     *
     * <p>A method that returns {@link java.util.concurrent.CompletionStage} or
     * {@link java.util.concurrent.CompletableFuture} is guarded like {@link Breaker#callAsync}: it never throws, a
     * rejected call returns a failed future. All others are guarded like {@link Breaker#call}, and what cannot be,
     * since it returns before the service has been called, is refused: a plain {@link java.util.concurrent.Future}, a
     * stream, a reactive type, a Kotlin {@code suspend} function.
     *
     * <p>A breaker is {@link #get}, unless the annotation carries options; then it is one of its own, and the first for
     * its name is also what {@link #get} returns from then on.
     *
     * <p>The proxy is equal only to itself; {@code toString} is the target's. Not guarded are calls that the target
     * makes to itself. A checked exception that the interface does not declare (Kotlin: without {@code @Throws}) is
     * classified as usual, but Java lets it out of a proxy only inside an
     * {@link java.lang.reflect.UndeclaredThrowableException}.
     *
     * @param <T> the interface
     * @param type the interface: public, in a package that is exported to everyone
     * @param target what is called
     * @return a proxy, as thread-safe as the target is
     * @throws IllegalArgumentException if something is annotated that cannot be guarded, or nothing is; says what
     */
    public <T> T guard(Class<T> type, T target) {
        return guard(type, target, MethodHandles.publicLookup());
    }

    /**
     * As {@link #guard(Class, Object)}, for an interface that only its own package or module can see.
     *
     * @param <T> the interface
     * @param type the interface
     * @param target what is called
     * @param lookup {@code MethodHandles.lookup()} of a class that can see the interface
     * @return a proxy, as thread-safe as the target is
     * @throws IllegalArgumentException if something is annotated that cannot be guarded, or nothing is; says what
     */
    public <T> T guard(Class<T> type, T target, MethodHandles.Lookup lookup) {
        return new GuardFactory<>(this, type, target, lookup).create();
    }

    /** The breaker of an annotation; the message of a refusal does not say where the annotation is. */
    Breaker breakerOf(Failfast annotation) {
        AnnotatedOptions own = AnnotatedOptions.of(annotation);
        if (own.isEmpty()) {
            return get(own.name());
        }
        Breaker made = options.make(own.name(), own::apply);
        Breaker first = annotated.putIfAbsent(own, made);
        Breaker breaker = first == null ? made : first;
        firstFor(breaker);
        return breaker;
    }

    /** Options are the application's code, so no breaker is made inside an operation of the map. */
    private Breaker firstFor(Breaker made) {
        Breaker first = breakers.putIfAbsent(made.name(), made);
        return first == null ? made : first;
    }
}
