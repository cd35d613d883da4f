package dev.failfast.examples.fleet;

import dev.failfast.Breaker;
import dev.failfast.BreakerListener;
import dev.failfast.FailfastException;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import dev.failfast.examples.fleet.Report.Event;
import dev.failfast.jdbc.JdbcStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A web application in a process of its own: a few request threads, each of which needs the service to answer. Requests
 * come at a steady rate and wait in line for a thread.
 *
 * <p>It obeys two words on its standard input, {@code go <time>} and {@code stop}, and ends when that is closed, so it
 * never outlives the launcher. It speaks {@link Report}s.
 */
public final class Host {
    static final String NAME = "FLEET_HOST";
    static final String SERVICE = "FLEET_SERVICE";
    static final String URL = "FLEET_URL";
    static final String USER = "FLEET_USER";
    static final String PASSWORD = "FLEET_PASSWORD";
    static final String STORE_TIMEOUT = "FLEET_STORE_TIMEOUT";
    static final String SABOTAGE = "FLEET_SABOTAGE";

    private final String name;
    private final SalesApi plain;
    private final @Nullable Breaker breaker;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final ThreadPoolExecutor requestThreads = new ThreadPoolExecutor(
            Scenario.THREADS, Scenario.THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final ScheduledExecutorService users = Executors.newScheduledThreadPool(2);
    private volatile long start = System.currentTimeMillis();
    private volatile boolean ready;
    private volatile boolean storeWorks = true;

    private Host(String name, Map<String, String> settings) {
        this.name = name;
        this.plain = SalesApi.over(URI.create(setting(settings, SERVICE)));
        this.breaker = settings.containsKey(URL) ? breaker(settings) : null;
    }

    /**
     * Serves until told to stop.
     *
     * @param args none; the settings are in the environment, where others cannot read them
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> settings = System.getenv();
        Host host = new Host(setting(settings, NAME), settings);
        // Beside, so that the host ends with the launcher even if what it needs has gone.
        new Thread(host::warmUp, "warm-up").start();
        host.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        System.exit(0);
    }

    /** All that an application has to do: a store, a breaker, and the call goes through it. */
    private Breaker breaker(Map<String, String> settings) {
        Store store = JdbcStore.builder(setting(settings, URL), settings.get(USER), settings.get(PASSWORD))
                .instance(name)
                .timeout(Duration.parse(setting(settings, STORE_TIMEOUT)))
                .listener(tellOfTheStore())
                .build();
        Sabotage sabotage = Sabotage.valueOf(setting(settings, SABOTAGE));
        return Breaker.named(Scenario.SERVICE)
                .store(sabotage == Sabotage.ALONE ? Store.inProcess() : store)
                .openFor(Scenario.OPEN_FOR)
                .tripOn(IOException.class)
                .enabled(sabotage != Sabotage.DISABLED)
                .listener(tellOfTheBreaker())
                .build();
    }

    /** Classes are loaded and connections are open before anybody measures; meanwhile nothing can trip. */
    private void warmUp() {
        for (int good = 0; good < 20; ) {
            try {
                plain.invoices();
                boolean closed = breaker == null || breaker.status().state() == Breaker.State.CLOSED;
                good = closed && storeWorks ? good + 1 : 0;
            } catch (IOException e) {
                good = 0;
            } catch (InterruptedException e) {
                return;
            }
        }
        ready = true;
        tell(Event.Kind.READY, "-");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they go on until the end
    private void obey(BufferedReader commands) throws IOException, InterruptedException {
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals("stop")) {
                stop();
                return;
            }
            start = Long.parseLong(command.replaceFirst("^go ", ""));
            long untilStart = TimeUnit.MILLISECONDS.toMicros(Math.max(0, -now()));
            long between = TimeUnit.SECONDS.toMicros(1) / Scenario.REQUESTS_PER_SECOND;
            users.scheduleAtFixedRate(this::arrive, untilStart, between, TimeUnit.MICROSECONDS);
            users.scheduleAtFixedRate(this::tellLoad, untilStart, 200_000, TimeUnit.MICROSECONDS);
        }
    }

    private void stop() throws InterruptedException {
        users.shutdownNow();
        requestThreads.shutdown();
        if (!requestThreads.awaitTermination(Scenario.PATIENCE, TimeUnit.MILLISECONDS)) {
            requestThreads.shutdownNow().forEach(request -> ((WaitingRequest) request).isLost());
        }
        tell(Event.Kind.DONE, "-");
    }

    private void arrive() {
        // Not submit: the queue shall hold the requests themselves.
        requestThreads.execute(new WaitingRequest(now()));
    }

    private final class WaitingRequest implements Runnable {
        private final long arrived;
        private long inServiceNanos;

        WaitingRequest(long arrived) {
            this.arrived = arrived;
        }

        @Override
        public void run() {
            if (now() - arrived > Scenario.PATIENCE) {
                isLost();
            } else {
                long began = System.nanoTime();
                Outcome outcome = serve();
                long added = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began - inServiceNanos);
                tell(new Report.Request(name, arrived, now() - arrived, added, outcome));
            }
        }

        private Outcome serve() {
            try {
                if (breaker == null) {
                    invoices();
                } else {
                    breaker.callInterruptibly(this::invoices);
                }
                return Outcome.FRESH;
            } catch (FailfastException e) {
                return Outcome.CACHED;
            } catch (IOException e) {
                return Outcome.LATE;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.LOST;
            } catch (RuntimeException | Error e) {
                tell(Event.Kind.UNEXPECTED, e.getClass().getName());
                return Outcome.FAILED;
            }
        }

        private String invoices() throws IOException, InterruptedException {
            long began = System.nanoTime();
            try {
                return plain.invoices();
            } finally {
                inServiceNanos = System.nanoTime() - began;
            }
        }

        void isLost() {
            tell(new Report.Request(name, arrived, Scenario.PATIENCE, Outcome.LOST));
        }
    }

    private long now() {
        return System.currentTimeMillis() - start;
    }

    private void tellLoad() {
        int waiting = requestThreads.getQueue().size();
        tell(new Report.Load(name, now(), requestThreads.getActiveCount(), waiting));
    }

    private void tell(Event.Kind kind, String detail) {
        // What happens before belongs to no run.
        if (ready) {
            tell(new Event(name, now(), kind, detail));
        }
    }

    private void tell(Report report) {
        out.println(report.toLine());
    }

    private BreakerListener tellOfTheBreaker() {
        return new BreakerListener() {
            @Override
            public void onTrip(String service, Duration openFor, String reason) {
                tell(Event.Kind.TRIP, reason);
            }

            @Override
            public void onProbe(String service) {
                tell(Event.Kind.PROBE, service);
            }

            @Override
            public void onHeal(String service) {
                tell(Event.Kind.HEAL, service);
            }

            @Override
            public void onReopen(String service, Duration openFor, String reason) {
                tell(Event.Kind.REOPEN, reason);
            }
        };
    }

    private StoreListener tellOfTheStore() {
        return new StoreListener() {
            @Override
            public void onOutage(StoreException cause) {
                storeWorks = false;
                tell(Event.Kind.OUTAGE, cause.getMessage() == null ? "-" : cause.getMessage());
            }

            @Override
            public void onRecovery(Duration outage) {
                storeWorks = true;
                tell(Event.Kind.RECOVERY, outage.toMillis() + " ms");
            }
        };
    }

    private static String setting(Map<String, String> settings, String key) {
        return Objects.requireNonNull(settings.get(key), key);
    }
}
