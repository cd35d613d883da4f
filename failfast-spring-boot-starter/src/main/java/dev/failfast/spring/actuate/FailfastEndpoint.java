package dev.failfast.spring.actuate;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The services of the whole fleet over HTTP. {@code GET} lists them or shows one; {@code POST} breaks one and
 * {@code DELETE} heals it, on every host, if {@code management.endpoint.failfast.access} is {@code unrestricted}.
 *
 * <p>A service is known if it is configured, if this process has a breaker for it, or if it is broken now; any other
 * name is answered with 404, so that a typo breaks nothing. If the store cannot be used the answer is 503: it is never
 * made up. Reading costs one round trip, writing two or three.
 */
@WebEndpoint(id = "failfast", defaultAccess = Access.READ_ONLY)
public class FailfastEndpoint {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int LONGEST_REASON = 255;

    private final BreakerRegistry registry;
    private final Store store;
    private final boolean enabled;

    /**
     * For the container.
     *
     * @param registry whose services are known
     * @param store where their state lives
     * @param enabled whether anything is guarded
     */
    public FailfastEndpoint(BreakerRegistry registry, Store store, boolean enabled) {
        this.registry = registry;
        this.store = store;
        this.enabled = enabled;
    }

    /**
     * All services.
     *
     * @param enabled false if {@code failfast.enabled} is
     * @param services ordered by name
     */
    public record ServicesDescriptor(boolean enabled, List<ServiceDescriptor> services) {}

    /**
     * Why there is no other answer.
     *
     * @param error a sentence
     */
    public record ErrorDescriptor(String error) {}

    /**
     * All services that are known.
     *
     * @return 200 and {@link ServicesDescriptor}, or 503
     */
    @ReadOperation
    public WebEndpointResponse<Object> services() {
        return answer(() -> ok(new ServicesDescriptor(
                enabled, known().values().stream().map(ServiceDescriptor::of).toList())));
    }

    /**
     * One service.
     *
     * @param name its name
     * @return 200 and {@link ServiceDescriptor}, 404 if it is not known, or 503
     */
    @ReadOperation
    public WebEndpointResponse<Object> service(@Selector String name) {
        return answer(() -> {
            Map<String, Breaker.Status> known = known();
            Breaker.Status status = known.get(name);
            return status == null ? unknown(name, known) : ok(ServiceDescriptor.of(status));
        });
    }

    /**
     * Breaks a service by hand on every host, whatever its state.
     *
     * @param name its name
     * @param duration for how long, such as {@code 10m} or {@code PT10M}; until further notice if it is not given
     * @param reason why, for other operators
     * @return 200 and {@link ServiceDescriptor}, 400 if the duration is not positive, 404 if the service is not known,
     *     or 503
     */
    @WriteOperation
    public WebEndpointResponse<Object> breakService(
            @Selector String name, @Nullable Duration duration, @Nullable String reason) {
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            return error(WebEndpointResponse.STATUS_BAD_REQUEST, "duration must be positive, was " + duration);
        }
        String why = reason == null ? "forced open" : reason;
        if (why.length() > LONGEST_REASON) {
            return error(
                    WebEndpointResponse.STATUS_BAD_REQUEST,
                    "reason must have at most " + LONGEST_REASON + " characters, had " + why.length());
        }
        Duration openFor = duration != null && duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        return change(name, () -> store.force(name, openFor, why));
    }

    /**
     * Heals a service by hand on every host, whatever its state.
     *
     * @param name its name
     * @return 200 and {@link ServiceDescriptor}, 404 if it is not known, or 503
     */
    @DeleteOperation
    public WebEndpointResponse<Object> heal(@Selector String name) {
        return change(name, () -> store.reset(name));
    }

    private WebEndpointResponse<Object> change(String name, Runnable write) {
        return answer(() -> {
            if (!enabled) {
                throw new StoreException("nothing is guarded: failfast.enabled is false", null);
            }
            if (registry.find(name) == null) {
                Map<String, Breaker.Status> known = known();
                if (!known.containsKey(name)) {
                    return unknown(name, known);
                }
            }
            write.run();
            return ok(ServiceDescriptor.of(known().getOrDefault(name, Breaker.Status.closed(name))));
        });
    }

    private Map<String, Breaker.Status> known() {
        Map<String, Breaker.Status> known = new TreeMap<>();
        registry.all().forEach(breaker -> known.put(breaker.name(), Breaker.Status.closed(breaker.name())));
        if (enabled) {
            store.list().forEach(status -> known.put(status.name(), status));
        }
        return known;
    }

    private static WebEndpointResponse<Object> answer(Supplier<WebEndpointResponse<Object>> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            return error(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private static WebEndpointResponse<Object> ok(Object body) {
        return new WebEndpointResponse<>(body);
    }

    private static WebEndpointResponse<Object> unknown(String name, Map<String, Breaker.Status> known) {
        return error(
                WebEndpointResponse.STATUS_NOT_FOUND,
                "no service is known as " + name + ", known are: " + String.join(", ", known.keySet()));
    }

    private static WebEndpointResponse<Object> error(int status, String sentence) {
        return new WebEndpointResponse<>(new ErrorDescriptor(sentence), status);
    }
}
