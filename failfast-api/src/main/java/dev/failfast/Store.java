package dev.failfast;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of services lives: one row per broken service, and the rules by which it changes. Applications pass a
 * store to {@link BreakerBuilder#store(Store)} and close it at the end; the methods are for breakers, and for those who
 * write a store of their own (whose tests extend {@code StoreContract} in failfast-test-support).
 *
 * <p>The row is the state machine. No row: CLOSED. A row whose {@code until} lies in the future: OPEN. A row whose
 * {@code until} has come: HALF_OPEN, a probe is due. <b>One clock</b> decides for the whole fleet: the store's, never
 * the host's. Each method is atomic and takes effect at once, whatever transaction its caller is in.
 *
 * <p>A probe is known by its <b>fence</b>, the exact {@code until} that {@link #claim} wrote. Heal, reopen and release
 * name the fence and change nothing if the row no longer carries it, so nobody who is late overwrites what is newer.
 *
 * <p>Implementations are safe for use by many threads. Arguments: names as {@link Breaker#named} allows them, durations
 * positive (where not said otherwise) and at most 36,500 days, reasons of at most 255 characters. Errors: every method
 * but {@link #close} throws {@link StoreException} if the store cannot be used, and nothing else.
 */
public interface Store extends AutoCloseable {

    /**
     * A new store in this process: for a single host, and for tests. Its names are its own; two stores share nothing.
     *
     * @return a store on the system's clock
     */
    static Store inProcess() {
        return inProcess(InstantSource.system());
    }

    /**
     * A new store in this process on a clock of the caller's, for tests that let time pass without waiting.
     *
     * @param clock the clock that decides for this store; it is read once per operation that needs the time
     * @return a store on the given clock
     */
    static Store inProcess(InstantSource clock) {
        return new InProcessStore(clock);
    }

    /**
     * What the store says of a service now. JDBC: one round trip.
     *
     * @param name the service
     * @return null if there is no row, so the service is CLOSED; else state OPEN or HALF_OPEN
     */
    Breaker.@Nullable Status read(String name);

    /**
     * As {@link #read}, for calls, which ask this each time and only whether they may pass: of a row the state, until
     * when, and how long still. Since when, how often, who and why may be unknown ({@code since}, {@code trippedBy} and
     * {@code reason} null, {@code trips} 1). JDBC: one round trip.
     *
     * @param name the service
     * @return null if there is no row, so the service is CLOSED; else state OPEN or HALF_OPEN
     */
    default Breaker.@Nullable Status look(String name) {
        return read(name);
    }

    /**
     * Trips: inserts the row if there is none. A row that is there, even an expired one, is never changed by a trip: an
     * expired row needs a probe. JDBC: one round trip.
     *
     * @param name the service
     * @param openFor how long the service shall be broken; zero makes a probe due at once
     * @param reason the kind of failure, never its message
     * @return true if this call wrote the row, false if there was one
     */
    boolean trip(String name, Duration openFor, String reason);

    /**
     * Claims the probe: if there is a row whose {@code until} has come, moves it to now + {@code lease}. Of all callers
     * in the fleet exactly one wins. JDBC: one round trip.
     *
     * @param name the service
     * @param lease how long the claim holds if the prober is never heard of again
     * @return the fence, exactly as the row now carries it, or null if there was nothing to claim
     */
    @Nullable
    Instant claim(String name, Duration lease);

    /**
     * The probe succeeded: removes the row if it still carries the fence. JDBC: one round trip.
     *
     * @param name the service
     * @param fence from {@link #claim}
     * @return true if the row was removed, false if the fence was lost and nothing changed
     */
    boolean heal(String name, Instant fence);

    /**
     * The probe failed: if the row still carries the fence, breaks the service again until now + {@code openFor} and
     * counts one more trip. Since when the service is broken stays as it was. JDBC: one round trip.
     *
     * @param name the service
     * @param fence from {@link #claim}
     * @param openFor how long the service shall be broken
     * @param reason the kind of failure, never its message
     * @return true if the row was changed, false if the fence was lost and nothing changed
     */
    boolean reopen(String name, Instant fence, Duration openFor, String reason);

    /**
     * The probe ended without a verdict: if the row still carries the fence, its {@code until} becomes now +
     * {@code delay}, from when on another may probe. JDBC: one round trip.
     *
     * @param name the service
     * @param fence from {@link #claim}
     * @param delay zero lets another probe at once
     * @return true if the row was changed, false if the fence was lost and nothing changed
     */
    boolean release(String name, Instant fence, Duration delay);

    /**
     * Force open, by an operator: writes the row whatever is there. JDBC: one round trip, on H2 sometimes two.
     *
     * @param name the service
     * @param openFor how long the service shall be broken, or null for until further notice
     * @param reason why, for other operators
     */
    void force(String name, @Nullable Duration openFor, String reason);

    /**
     * Reset, by an operator: removes the row whatever is there. JDBC: one round trip.
     *
     * @param name the service
     */
    void reset(String name);

    /**
     * All services that have a row, ordered by name. JDBC: one round trip.
     *
     * @return an immutable list of states OPEN and HALF_OPEN
     */
    List<Breaker.Status> list();

    /**
     * Gives back what the store holds. A second call does nothing. A JDBC store that is asked afterwards is in outage
     * for good: calls go on, guarded by the memory of this process. A store in the process holds nothing and goes on.
     */
    @Override
    void close();
}
