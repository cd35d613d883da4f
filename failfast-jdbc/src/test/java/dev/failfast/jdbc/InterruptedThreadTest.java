package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt is meant for the guarded call: it must not cost the store anything, and must not be lost. */
class InterruptedThreadTest {
    private final String name = Database.newName();
    private final Events events = new Events();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    /** All that a breaker asks, each on a thread that is interrupted. */
    private void useInterrupted(JdbcStore store) {
        Breaker breaker = Breaker.named(name).store(store).build();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> breaker.run(() -> {
                    throw new IllegalStateException("failure");
                }))
                .hasMessage("failure");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        breaker.forceOpen(Duration.ofNanos(1));
        Objects.requireNonNull(breaker.tryAcquire()).close();
        Objects.requireNonNull(breaker.tryAcquire()).failed();
        assertThat(breaker.status().trips()).isEqualTo(2);
        breaker.forceOpen(Duration.ofNanos(1));
        breaker.run(() -> assertThat(Thread.currentThread().isInterrupted())
                .as("what the guarded call sees")
                .isTrue());
        assertThat(store.list()).extracting(Breaker.Status::name).doesNotContain(name);
        breaker.reset();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(events.list()).isEmpty();
    }

    static Stream<Arguments> pools() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(true, false).map(ownPool -> Arguments.of(kind, ownPool)));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void losesNoConnectionAndKeepsItsFlag(TestDatabase kind, boolean ownPool) throws Exception {
        Database database = Database.shared(kind);
        Tap tap = new Tap();
        tap.fault = sql -> assertThat(Thread.currentThread().isInterrupted())
                .as("while the driver works")
                .isFalse();
        try (Connection connection = database.dataSource().getConnection();
                JdbcStore store = (ownPool
                                ? database.host()
                                : JdbcStore.builder(tap.over(new OneConnection(connection).dataSource())))
                        .timeout(Database.PATIENT)
                        .listener(events)
                        .build()) {
            useInterrupted(store);
            assertThat(connection.isValid(10)).isTrue();
        }
    }

    @Test
    void doesNotCloseTheFileOfAnEmbeddedH2(@TempDir Path folder) throws Exception {
        // Without a delay, a commit writes the file on the thread that asks for it.
        FreshDatabase database =
                new FreshDatabase("jdbc:h2:file:" + folder.resolve("db") + ";WRITE_DELAY=0", "sa", "sa");
        try (Connection keepsItOpen = database.dataSource().getConnection();
                JdbcStore store = JdbcStore.builder(database.url(), "sa", "sa")
                        .timeout(Database.PATIENT)
                        .listener(events)
                        .build()) {
            FailfastSchema.migrate(database.dataSource());
            useInterrupted(store);
            assertThat(keepsItOpen.isValid(10)).isTrue();
            assertThat(Database.run(keepsItOpen, "INSERT INTO broken_services(name, until) VALUES ('a', CURRENT_DATE)"))
                    .isEqualTo(1);
            assertThat(store.list()).hasSize(1);
        }
    }
}
