package dev.failfast;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link BreakerRegistry}. {@link #defaults} and {@link #configure} <b>add up</b> when repeated, in
 * the order of the calls; {@link #store} <b>replaces</b>. Not safe for use by many threads; may build more than one
 * registry.
 */
public final class BreakerRegistryBuilder {
    private @Nullable Store store;
    private Consumer<BreakerBuilder> defaults = breaker -> {};
    private final Map<String, Consumer<BreakerBuilder>> configured = new HashMap<>();

    BreakerRegistryBuilder() {}

    /**
     * Where the state of all services of the registry lives. Default: one new store in this process for all of them.
     * The registry never closes it.
     *
     * @param store the store
     * @return this
     */
    public BreakerRegistryBuilder store(Store store) {
        this.store = store;
        return this;
    }

    /**
     * Options of every breaker of the registry. Adds.
     *
     * @param options sets options on the builder it is given; called by {@link #build()} and for each breaker that is
     *     made, on any thread
     * @return this
     */
    public BreakerRegistryBuilder defaults(Consumer<BreakerBuilder> options) {
        defaults = defaults.andThen(options);
        return this;
    }

    /**
     * Options of one service, on top of the defaults. Adds. The service is known to {@link BreakerRegistry#find} from
     * {@link #build()} on.
     *
     * @param name the service
     * @param options sets options on the builder it is given; called by {@link #build()} and for each breaker that is
     *     made for an annotation of this service, on any thread
     * @return this
     * @throws IllegalArgumentException if the name is none, see {@link Breaker#named}
     */
    public BreakerRegistryBuilder configure(String name, Consumer<BreakerBuilder> options) {
        configured.merge(Checks.name(name), options, Consumer::andThen);
        return this;
    }

    /**
     * Makes the registry and the breakers of all configured services. Does not touch the store.
     *
     * @return a registry
     * @throws IllegalArgumentException if the defaults, or the options of a service, are refused; names which
     */
    public BreakerRegistry build() {
        return new BreakerRegistry(
                new BreakerOptions(store == null ? Store.inProcess() : store, defaults, Map.copyOf(configured)),
                configured.keySet());
    }
}
