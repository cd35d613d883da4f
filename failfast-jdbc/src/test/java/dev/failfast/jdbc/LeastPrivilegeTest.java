package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker;
import dev.failfast.Permit;
import dev.failfast.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LeastPrivilegeTest {
    private final String name = Database.newName();
    private final String role = "role_" + UUID.randomUUID().toString().replace("-", "");
    private final String password = "of_" + role;
    private final Events events = new Events();

    private void create(Database database) throws Exception {
        database.run(
                database.isPostgres()
                        ? "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'"
                        : "CREATE USER " + role + " PASSWORD '" + password + "'");
    }

    private JdbcStore store(Database database, boolean ownPool) {
        JdbcStoreBuilder builder = ownPool
                ? JdbcStore.builder(database.fresh().url(), role, password)
                : JdbcStore.builder(database.fresh().dataSource(role, password));
        return builder.timeout(Database.PATIENT).listener(events).build();
    }

    static Stream<Arguments> pools() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(true, false).map(ownPool -> Arguments.of(kind, ownPool)));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void selectInsertUpdateAndDeleteOnTheTableAreAllItNeeds(TestDatabase kind, boolean ownPool) throws Exception {
        Database database = Database.shared(kind);
        create(database);
        database.run("GRANT SELECT, INSERT, UPDATE, DELETE ON broken_services TO " + role);
        try (JdbcStore store = store(database, ownPool)) {
            Breaker breaker = Breaker.named(name).store(store).build();
            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException("failure");
                    }))
                    .hasMessage("failure");
            assertThat(breaker.isOpen()).isTrue();
            database.expire(name);
            Permit abandoned = Objects.requireNonNull(breaker.tryAcquire());
            abandoned.close();
            Objects.requireNonNull(breaker.tryAcquire()).failed();
            assertThat(breaker.status().trips()).isEqualTo(2);
            database.expire(name);
            breaker.run(() -> {});
            assertThat(database.row(name)).isEmpty();
            breaker.forceOpen();
            breaker.forceOpen(Duration.ofMinutes(1));
            assertThat(store.list()).extracting(Breaker.Status::name).contains(name);
            breaker.reset();
            assertThat(database.row(name)).isEmpty();
        }
        assertThat(events.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRoleThatMayOnlyReadMakesCallsGoOnAndSaysWhatToGrant(TestDatabase kind) throws Exception {
        Database database = Database.shared(kind);
        create(database);
        database.run("GRANT SELECT ON broken_services TO " + role);
        try (JdbcStore store = store(database, true)) {
            Breaker breaker = Breaker.named(name).store(store).build();
            assertThat(breaker.get(() -> "answer")).isEqualTo("answer");
            assertThatThrownBy(() -> breaker.run(() -> {
                        throw new IllegalStateException("failure");
                    }))
                    .hasMessage("failure");
            assertThat(breaker.tryAcquire()).as("tripped in this process").isNull();
        }
        assertThat(events.list())
                .singleElement()
                .asString()
                .contains("grant SELECT, INSERT, UPDATE and DELETE on broken_services to it");
        assertThat(database.row(name)).isEqualTo(List.of());
    }
}
