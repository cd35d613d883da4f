package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Store;
import dev.failfast.db.FailfastSchema;
import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code tripped_by} must never be the reason that a trip is not written. */
class InstanceNameTest {
    private static final String LONG_HOST = "\uD83D\uDCB8\0\n".repeat(100);

    @Test
    void aHostsNameIsCutButNotItsPid() {
        assertThat(InstanceName.of("shop-7", 42)).isEqualTo("shop-7 pid 42");
        assertThat(InstanceName.of(LONG_HOST, 42))
                .hasSize(255)
                .startsWith("\uD83D\uDCB8??\uD83D\uDCB8")
                .endsWith(" pid 42");
        assertThat(InstanceName.of("a\0b\nc", 42)).isEqualTo("a?b?c pid 42");
    }

    @Test
    void aHostIsCalledWhatItsEnvironmentSaysElseWhatTheNetworkDoes() {
        assertThat(InstanceName.host(variable -> variable.equals("COMPUTERNAME") ? " shop-7 " : " "))
                .isEqualTo("shop-7");
        assertThat(InstanceName.host(variable -> null)).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whateverAHostIsCalledItCanTrip(TestDatabase kind) {
        FreshDatabase database = kind.fresh();
        FailfastSchema.migrate(database.dataSource());
        try (Store store = JdbcStore.builder(database.dataSource())
                .instance(InstanceName.of(LONG_HOST, 42))
                .build()) {
            assertThat(store.trip("sales_api", Duration.ofSeconds(60), "r")).isTrue();
            assertThat(store.list()).as("in the table, not only in memory").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\0b", "a\nb", "a\uD83D"})
    void aNameThatTheColumnDoesNotTakeIsRefused(String instance) {
        JdbcStoreBuilder builder = JdbcStore.builder("jdbc:h2:mem:unused", "sa", "");

        assertThatThrownBy(() -> builder.instance(instance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("instance must");
    }
}
