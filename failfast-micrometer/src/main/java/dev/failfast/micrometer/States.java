package dev.failfast.micrometer;

import dev.failfast.Breaker.State;
import dev.failfast.Breaker.Status;
import dev.failfast.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states that gauges show. However many gauges there are, the store is asked once and the answer remembered for a
 * second, so that one scrape sees one moment. It is asked on a thread that lives for this one question: who reads a
 * gauge waits for a moment and never for a store that hangs.
 */
final class States {
    private static final Logger log = LoggerFactory.getLogger(FailfastMetrics.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long who reads gauges waits for an answer. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    /**
     * What was seen.
     *
     * @param rows states of the services that are not closed; null if nobody knows
     * @param ofTheStore whether they are the store's rows; else those of the services known here, from memory
     */
    private record Seen(@Nullable Map<String, State> rows, boolean ofTheStore) {
        static final Seen NOTHING = new Seen(null, false);
    }

    /**
     * A question to the store.
     *
     * @param beganNanos when it was asked
     * @param answer what comes back
     */
    private record Question(long beganNanos, CompletableFuture<Seen> answer) {}

    private final Outages outages;
    private final LongSupplier ticker;
    private final long patienceNanos;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Question> last = new AtomicReference<>();
    private volatile @Nullable Store store;

    States(Outages outages, LongSupplier ticker, Duration patience) {
        this.outages = outages;
        this.ticker = ticker;
        this.patienceNanos = patience.toNanos();
    }

    void watch(Store watched) {
        store = watched;
        last.set(null);
    }

    void know(String service) {
        names.add(service);
    }

    Set<String> names() {
        return names;
    }

    /** 1 if the service is in the state, 0 if it is in another, NaN if that is not known. */
    double is(String service, State state) {
        Map<String, State> rows = look().rows();
        if (rows == null) {
            return Double.NaN;
        }
        return rows.getOrDefault(service, State.CLOSED) == state ? 1 : 0;
    }

    /** How many rows the store has in the state, NaN if that is not known. */
    double count(State state) {
        Seen seen = look();
        Map<String, State> rows = seen.rows();
        if (rows == null || !seen.ofTheStore()) {
            return Double.NaN;
        }
        return rows.values().stream().filter(state::equals).count();
    }

    private Seen look() {
        Store asked = store;
        return asked == null ? Seen.NOTHING : answerOf(question(asked));
    }

    /** The last one, while its answer is fresh or still to come; else a new one. */
    private Question question(Store asked) {
        long now = ticker.getAsLong();
        Question known = last.get();
        if (known != null && (!known.answer().isDone() || now - known.beganNanos() < FRESH_NANOS)) {
            return known;
        }
        Question question = new Question(now, new CompletableFuture<>());
        if (!last.compareAndSet(known, question)) {
            Question others = last.get();
            return others == null ? question(asked) : others;
        }
        start(() -> question.answer().complete(see(asked)), question);
        return question;
    }

    private static void start(Runnable task, Question question) {
        try {
            Thread thread = new Thread(task, "failfast-metrics");
            thread.setDaemon(true);
            thread.start();
        } catch (Throwable t) { // even an Error, for want of a thread: it must not cost a scrape
            log.warn("no thread could be had to ask the store: {}", t.getClass().getName());
            question.answer().complete(Seen.NOTHING);
        }
    }

    private Seen see(Store asked) {
        try {
            return outages.goOn() ? fromMemory(asked) : fromTheTable(asked);
        } catch (Throwable t) { // of a stranger's store
            log.debug("the states of services are not known: {}", t.getClass().getName());
            return Seen.NOTHING;
        }
    }

    private static Seen fromTheTable(Store asked) {
        Map<String, State> rows = new HashMap<>();
        asked.list().forEach(status -> rows.put(status.name(), status.state()));
        return new Seen(rows, true);
    }

    /** In an outage a read touches no database. */
    private Seen fromMemory(Store asked) {
        Map<String, State> rows = new HashMap<>();
        for (String name : names) {
            Status status = asked.read(name);
            if (status != null) {
                rows.put(name, status.state());
            }
        }
        return new Seen(rows, false);
    }

    /** All who read gauges wait for the same moment, after which none does until the store has answered. */
    private Seen answerOf(Question question) {
        CompletableFuture<Seen> answer = question.answer();
        if (answer.isDone()) {
            return answer.getNow(Seen.NOTHING);
        }
        long patience = patienceNanos - (ticker.getAsLong() - question.beganNanos());
        try {
            return patience <= 0 ? Seen.NOTHING : answer.get(patience, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Seen.NOTHING;
        } catch (ExecutionException | TimeoutException e) {
            return Seen.NOTHING;
        }
    }
}
