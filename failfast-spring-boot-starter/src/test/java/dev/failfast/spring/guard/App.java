package dev.failfast.spring.guard;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.failfast.Breaker;
import dev.failfast.BreakerRegistry;
import dev.failfast.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A started application with guarded beans, and what it logged while it started. */
final class App implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, FailfastGuardAutoConfiguration.class})
    static class Guarded {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

        @Bean
        RecordingStore store() {
            return new RecordingStore(Store.inProcess(now::get));
        }

        @Bean
        BreakerRegistry registry(RecordingStore store) {
            return BreakerRegistry.builder()
                    .store(store)
                    .defaults(breaker -> breaker.executor(Runnable::run))
                    .configure("results", breaker -> breaker.tripOnResult(String.class, result -> result.equals("bad")))
                    .build();
        }
    }

    final ConfigurableApplicationContext context;
    final List<ILoggingEvent> log;

    private App(ConfigurableApplicationContext context, List<ILoggingEvent> log) {
        this.context = context;
        this.log = log;
    }

    static App start(Class<?>... sources) {
        return start(new String[0], sources);
    }

    static App start(String[] arguments, Class<?>... sources) {
        SpringApplication application = new SpringApplication(Guarded.class);
        application.addPrimarySources(List.of(sources));
        return run(application, arguments);
    }

    static App run(SpringApplication application, String... arguments) {
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setBannerMode(Banner.Mode.OFF);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        application.addInitializers(context -> {
            Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
            appender.start();
            root.addAppender(appender);
        });
        try {
            return new App(application.run(arguments), List.copyOf(appender.list));
        } finally {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(appender);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Breaker breaker(String name) {
        return bean(BreakerRegistry.class).get(name);
    }

    /** Broken, and its break over. */
    Breaker halfOpen(String name) {
        Breaker breaker = breaker(name);
        breaker.forceOpen(Duration.ofSeconds(1));
        bean(Guarded.class).now.updateAndGet(instant -> instant.plusSeconds(2));
        return breaker;
    }

    List<String> warnings() {
        return log.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
