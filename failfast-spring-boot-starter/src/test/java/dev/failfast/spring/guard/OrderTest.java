package dev.failfast.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.BreakerListener;
import dev.failfast.BreakerRegistry;
import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.retry.annotation.Backoff;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** Where the guard stands among the other advice of a bean: with each library's defaults. */
class OrderTest {

    // ---- @Transactional

    static final class CountingTransactions extends JdbcTransactionManager {
        private static final long serialVersionUID = 1;
        final AtomicInteger begun = new AtomicInteger();

        CountingTransactions(DataSource dataSource) {
            super(dataSource);
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            begun.incrementAndGet();
            super.doBegin(transaction, definition);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Transactions {
        @Bean
        DataSource dataSource() {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setURL("jdbc:h2:mem:order;DB_CLOSE_DELAY=-1");
            return dataSource;
        }

        @Bean
        CountingTransactions transactions(DataSource dataSource) {
            return new CountingTransactions(dataSource);
        }

        @Bean
        Orders orders(DataSource dataSource, BreakerRegistry registry) {
            return new Orders(new JdbcTemplate(dataSource), registry);
        }
    }

    static class Orders {
        private final JdbcTemplate jdbc;
        private final BreakerRegistry registry;

        Orders(JdbcTemplate jdbc, BreakerRegistry registry) {
            this.jdbc = jdbc;
            this.registry = registry;
        }

        @Transactional
        @Failfast(value = "sales_api", fallback = "later")
        public String order(boolean fail) {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            jdbc.execute("CREATE TABLE IF NOT EXISTS orders(id INT)");
            jdbc.update("INSERT INTO orders VALUES (1)");
            if (fail) {
                throw new IllegalStateException("sales_api is gone");
            }
            assertThat(registry.get("sales_api").isOpen()).isFalse();
            return "ordered";
        }

        String later(boolean fail) {
            return "later, in a transaction: " + TransactionSynchronizationManager.isActualTransactionActive();
        }

        int count() {
            Integer count = jdbc.queryForObject("SELECT count(*) FROM orders", Integer.class);
            return count == null ? 0 : count;
        }
    }

    @Test
    void outsideOfATransactionSoARejectedCallBeginsNone() {
        try (App app = App.start(Transactions.class)) {
            Orders orders = app.bean(Orders.class);
            CountingTransactions transactions = app.bean(CountingTransactions.class);
            assertThat(orders.order(false)).isEqualTo("ordered");
            assertThat(transactions.begun).hasValue(1);

            assertThatThrownBy(() -> orders.order(true)).hasMessage("sales_api is gone");
            assertThat(transactions.begun).hasValue(2);
            assertThat(orders.count()).isEqualTo(1);

            assertThat(orders.order(false)).isEqualTo("later, in a transaction: false");
            assertThat(transactions.begun).hasValue(2);
            assertThat(app.breaker("sales_api").status().trips()).isEqualTo(1);
        }
    }

    static class Commits {
        @Transactional
        @Failfast("sales_api")
        public void deferred() {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    throw new IllegalStateException("only at commit");
                }
            });
        }
    }

    @Test
    void aCommitThatFailsIsPartOfTheGuardedCall() {
        try (App app = App.start(Transactions.class, Commits.class)) {
            assertThatThrownBy(app.bean(Commits.class)::deferred).hasMessage("only at commit");

            assertThat(app.breaker("sales_api").isOpen()).isTrue();
        }
    }

    // ---- @Retryable

    static class Retried {
        private final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        @Retryable(maxRetries = 3, delay = 1)
        @Failfast("sales_api")
        public String call() {
            calls.incrementAndGet();
            throw new IllegalStateException("gone");
        }

        @Retryable(maxRetries = 3, delay = 1, excludes = FailfastException.class)
        @Failfast("sales_api")
        public String callOrGiveUp() {
            calls.incrementAndGet();
            throw new IllegalStateException("gone");
        }

        @Retryable(maxRetries = 3, delay = 1)
        @Failfast("sales_api")
        public Mono<String> mono() {
            calls.incrementAndGet();
            return Mono.error(new IllegalStateException("gone"));
        }

        @org.springframework.retry.annotation.Retryable(maxAttempts = 4, backoff = @Backoff(delay = 1))
        @Failfast("sales_api")
        public String springRetry() {
            calls.incrementAndGet();
            throw new IllegalStateException("gone");
        }
    }

    static final class Rejections implements BreakerListener {
        final AtomicInteger count = new AtomicInteger();

        @Override
        public void onReject(String name, Duration retryAfter) {
            count.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registry {
        @Bean
        Rejections rejections() {
            return new Rejections();
        }

        @Bean
        BreakerRegistry registry(Rejections rejections) {
            return BreakerRegistry.builder()
                    .defaults(breaker -> breaker.listener(rejections))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Resilient extends Registry {}

    @Configuration(proxyBeanMethods = false)
    @EnableRetry
    static class SpringRetry extends Registry {}

    private static App startAlone(Class<?>... sources) {
        SpringApplication application = new SpringApplication(OnlyAutoConfiguration.class);
        application.addPrimarySources(List.of(sources));
        return App.run(application);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, FailfastGuardAutoConfiguration.class})
    static class OnlyAutoConfiguration {}

    @Test
    void insideOfRetryableSoEachAttemptAsksTheBreaker() {
        try (App app = startAlone(Resilient.class, Retried.class)) {
            assertThatThrownBy(app.bean(Retried.class)::call).isInstanceOf(FailfastException.class);

            assertThat(app.bean(Retried.class).calls()).isEqualTo(1);
            assertThat(app.bean(Rejections.class).count).hasValue(3);
        }
    }

    @Test
    void aRetryThatExcludesTheRejectionEndsWithIt() {
        try (App app = startAlone(Resilient.class, Retried.class)) {
            assertThatThrownBy(app.bean(Retried.class)::callOrGiveUp).isInstanceOf(FailfastException.class);

            assertThat(app.bean(Rejections.class).count).hasValue(1);
        }
    }

    @Test
    void insideOfRetryableAlsoIfItRetriesSubscriptions() {
        try (App app = startAlone(Resilient.class, Retried.class)) {
            assertThatThrownBy(app.bean(Retried.class).mono()::block).hasCauseInstanceOf(FailfastException.class);

            assertThat(app.bean(Retried.class).calls()).isEqualTo(1);
            assertThat(app.bean(Rejections.class).count).hasValue(3);
        }
    }

    @Test
    void insideOfTheRetryableOfSpringRetryToo() {
        try (App app = startAlone(SpringRetry.class, Retried.class)) {
            assertThatThrownBy(app.bean(Retried.class)::springRetry).isInstanceOf(FailfastException.class);

            assertThat(app.bean(Retried.class).calls()).isEqualTo(1);
            assertThat(app.bean(Rejections.class).count).hasValue(3);
        }
    }

    // ---- @Async, @Cacheable, aspects

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Asynchronous {}

    static class AsyncClient {
        @Async
        @Failfast("sales_api")
        public CompletableFuture<String> call(boolean fail) {
            return fail
                    ? CompletableFuture.failedFuture(new IllegalStateException("gone"))
                    : CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    @Test
    void insideOfAsyncSoTheBreakerIsAskedOnTheThreadOfTheTask() {
        try (App app = App.start(Asynchronous.class, AsyncClient.class)) {
            AsyncClient client = app.bean(AsyncClient.class);
            RecordingStore store = app.bean(RecordingStore.class);
            String thread = client.call(false).join();
            assertThat(store.threads).containsExactly(thread);

            assertThatThrownBy(client.call(true)::join).hasRootCauseMessage("gone");
            assertThatThrownBy(client.call(false)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseInstanceOf(FailfastException.class);
        }
    }

    static class Prices {
        @Cacheable("prices")
        @Failfast("price_api")
        public String price(String item) {
            return "1 " + item;
        }

        @Failfast("price_api")
        public Mono<String> later(String item) {
            return Mono.just("1 " + item);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class CacheInside {
        @Bean
        ConcurrentMapCacheManager caches() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(order = FailfastGuardAutoConfiguration.ORDER - 1)
    static class CacheOutside {
        @Bean
        ConcurrentMapCacheManager caches() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Test
    void outsideOfACacheUnlessTheCacheIsGivenAnOrderBeforeIt() {
        try (App app = App.start(CacheInside.class, Prices.class)) {
            app.bean(Prices.class).price("pear");
            app.breaker("price_api").forceOpen();
            assertThatThrownBy(() -> app.bean(Prices.class).price("pear")).isInstanceOf(FailfastException.class);
        }
        try (App app = App.start(CacheOutside.class, Prices.class)) {
            app.bean(Prices.class).price("pear");
            app.breaker("price_api").forceOpen();
            assertThat(app.bean(Prices.class).price("pear")).isEqualTo("1 pear");
        }
    }

    @Aspect
    static class Counting {
        final AtomicInteger calls = new AtomicInteger();

        @Around("execution(* dev.failfast.spring.guard.OrderTest.Prices.*(..))")
        Object count(ProceedingJoinPoint call) throws Throwable {
            calls.incrementAndGet();
            return call.proceed();
        }
    }

    @Test
    void outsideOfAnAspectWithoutAnOrder() {
        try (App app = App.start(Counting.class, Prices.class)) {
            app.bean(Prices.class).price("pear");
            app.breaker("price_api").forceOpen();

            assertThatThrownBy(() -> app.bean(Prices.class).price("pear")).isInstanceOf(FailfastException.class);

            assertThat(app.bean(Counting.class).calls).hasValue(1);
        }
    }

    @Test
    void whatIsInsideOfTheGuardRunsForEachSubscription() {
        try (App app = App.start(Counting.class, Prices.class)) {
            Mono<String> price = app.bean(Prices.class).later("pear");

            assertThat(price.block()).isEqualTo(price.block());

            assertThat(app.bean(Counting.class).calls).hasValue(2);
        }
    }
}
