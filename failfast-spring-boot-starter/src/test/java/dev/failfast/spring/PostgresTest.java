package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.PostgresServer;
import dev.failfast.test.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts on a real server, behind a network that fails. */
class PostgresTest {
    private static final Duration LONG = Duration.ofSeconds(45);

    private final FreshDatabase database = PostgresServer.newest().freshDatabase();

    @Test
    void startsWithTheDatabaseDownAndSharesItsStateWhenItIsUp() throws Exception {
        try (FaultProxy proxy = proxy()) {
            proxy.refuse();
            try (var context = Application.start(Watching.class, through(proxy))) {
                Breaker breaker = context.getBean(BreakerRegistry.class).get("sales_api");
                breaker.run(() -> {});
                Watching watching = context.getBean(Watching.class);
                assertThat(watching.outage.await(30, TimeUnit.SECONDS)).isTrue();

                proxy.pass();
                await().atMost(LONG).until(() -> Application.hasTable(database.dataSource(), "broken_services"));
                await().atMost(LONG).until(() -> {
                    breaker.run(() -> {});
                    return watching.recovery.getCount() == 0;
                });
                breaker.forceOpen(Duration.ofMinutes(1));
                assertThat(context.getBean(Store.class).list())
                        .extracting(Breaker.Status::name)
                        .containsExactly("sales_api");
            }
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerHoldsUpTheStartForNoLongerThanSaid() throws Exception {
        try (FaultProxy proxy = proxy()) {
            proxy.blackHole();
            long before = System.nanoTime();
            try (var context =
                    Application.start(Application.Plain.class, through(proxy, "failfast.schema.wait-at-most=300ms"))) {
                long started = System.nanoTime();
                context.getBean(BreakerRegistry.class).get("sales_api").run(() -> {});
                assertThat(Duration.ofNanos(started - before)).isLessThan(Duration.ofSeconds(20));
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("stops with the context, as soon as the driver lets it")
                    .filteredOn(thread -> thread.getName().equals("failfast-schema"))
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void instancesThatStartAtOnceOnAnEmptyDatabaseShareOneTable() throws Exception {
        // Two in one JVM share the logging system, which is set up before: one at a time there, then both at once.
        Semaphore loggingSystem = new Semaphore(1);
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<ConfigurableApplicationContext> start = () -> {
            SpringApplication application = Application.of(Application.Plain.class, WebApplicationType.NONE);
            application.addInitializers(context -> {
                loggingSystem.release();
                meet(both);
            });
            loggingSystem.acquire();
            return application.run(Application.arguments(Application.on(database)));
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<ConfigurableApplicationContext>> starts = List.of(threads.submit(start), threads.submit(start));
            try (var one = starts.get(0).get(1, TimeUnit.MINUTES);
                    var other = starts.get(1).get(1, TimeUnit.MINUTES)) {
                one.getBean(BreakerRegistry.class).get("sales_api").forceOpen(Duration.ofMinutes(1));
                assertThat(other.getBean(BreakerRegistry.class).get("sales_api").isOpen())
                        .isTrue();
                assertThat(other.getBean(Store.class).list()).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private FaultProxy proxy() throws Exception {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        return FaultProxy.inFrontOf(server.getHost(), server.getPort());
    }

    private String[] through(FaultProxy proxy, String... more) {
        return Application.on(proxy.through(database.url()), database, more);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Watching {
        final CountDownLatch outage = new CountDownLatch(1);
        final CountDownLatch recovery = new CountDownLatch(1);

        @Bean
        StoreListener watch() {
            return new StoreListener() {
                @Override
                public void onOutage(StoreException cause) {
                    outage.countDown();
                }

                @Override
                public void onRecovery(Duration length) {
                    recovery.countDown();
                }
            };
        }
    }
}
