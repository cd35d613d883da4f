package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that fails is never a reason for a guarded call to fail. */
class StoreTroubleTest {
    private static final String SECRET = "jdbc:postgresql://db/app?password=secret";

    private final Fixture fixture = new Fixture();
    private final Breaker breaker = fixture.breaker();

    /** The last one comes out of a store in a language without checked exceptions. */
    static Stream<Throwable> troubles() {
        return Stream.of(
                new StoreException("cannot reach the database", new SQLException(SECRET)),
                new IllegalStateException(SECRET),
                new NoClassDefFoundError(SECRET),
                new SQLException(SECRET));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatCannotBeReadLetsCallsPass(Throwable trouble) throws Exception {
        fixture.table.force(Fixture.NAME, null, "an operator");
        fail(trouble, Operation.READ);

        theCallGoesOn("read", trouble);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aProbeThatCannotBeClaimedIsAPlainCall(Throwable trouble) throws Exception {
        fixture.halfOpen();
        fail(trouble, Operation.CLAIM);

        theCallGoesOn("claim", trouble);
        String log =
                CapturedLog.during(() -> assertThat(breaker.acquire().isProbe()).isFalse());
        assertThat(log).doesNotContain("secret");
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aTripThatCannotBeWrittenLeavesTheFailureAsItWas(Throwable trouble) throws Exception {
        fail(trouble, Operation.TRIP);

        theCallFailsAsItDid("trip", trouble);
        assertThat(fixture.state()).isEqualTo(State.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aProbeThatCannotBeSettledLeavesTheAnswerAsItWas(Throwable trouble) throws Exception {
        fail(trouble, Operation.HEAL, Operation.REOPEN, Operation.RELEASE);

        fixture.halfOpen();
        theCallGoesOn("settle the probe of", trouble);
        fixture.halfOpen();
        theCallFailsAsItDid("settle the probe of", trouble);
        fixture.halfOpen();
        String log = CapturedLog.during(() -> breaker.acquire().close());
        assertThat(log).contains("cannot settle the probe of sales_api");
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatCanDoNothingIsAsGoodAsNone(Throwable trouble) throws Exception {
        fail(trouble, Operation.values());

        theCallGoesOn("read", trouble);
        theCallFailsAsItDid("trip", trouble);
        assertThat(breakerIsOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whatAnOperatorAsksForIsNeverPretended(Throwable trouble) {
        fail(trouble, Operation.FORCE, Operation.RESET, Operation.READ);

        assertThatThrownBy(breaker::forceOpen).isSameAs(trouble);
        assertThatThrownBy(() -> breaker.forceOpen(Duration.ofSeconds(1))).isSameAs(trouble);
        assertThatThrownBy(breaker::reset).isSameAs(trouble);
        assertThatThrownBy(breaker::status).isSameAs(trouble);
    }

    /** As {@code Status.closed} invites to. */
    @Test
    void aStoreThatSaysClosedInsteadOfNothingLetsCallsPass() {
        fixture.store.saysClosed();

        assertThat(breaker.get(() -> "invoices")).isEqualTo("invoices");
        breaker.acquire().failed();
        assertThat(fixture.state()).isEqualTo(State.OPEN);
    }

    private void fail(Throwable trouble, Operation... operations) {
        List<Operation> failing = List.of(operations);
        fixture.store.before(operation -> {
            if (failing.contains(operation)) {
                Fixture.<Object, RuntimeException>sneak(trouble);
            }
        });
    }

    private void theCallGoesOn(String operation, Throwable trouble) throws Exception {
        String log = CapturedLog.during(() -> {
            assertThat(breaker.get(() -> "invoices")).isEqualTo("invoices");
        });
        assertLogged(log, operation, trouble);
    }

    private void theCallFailsAsItDid(String operation, Throwable trouble) throws Exception {
        IOException failure = new IOException(SECRET);
        String log = CapturedLog.during(() -> assertThatThrownBy(() -> breaker.callChecked(() -> {
                    throw failure;
                }))
                .isSameAs(failure));
        assertLogged(log, operation, trouble);
    }

    private boolean breakerIsOpen() throws Exception {
        boolean[] open = new boolean[1];
        CapturedLog.during(() -> open[0] = breaker.isOpen());
        return open[0];
    }

    private static void assertLogged(String log, String operation, Throwable trouble) {
        String what = trouble instanceof StoreException
                ? "cannot reach the database"
                : trouble.getClass().getName();
        assertThat(log)
                .contains("cannot " + operation + " sales_api; calls go on: " + what)
                .doesNotContain("secret");
    }
}
