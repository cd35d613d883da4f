package dev.failfast;

import static dev.failfast.Breaker.Outcome.ABANDONED;
import static dev.failfast.Breaker.Outcome.FAILURE;
import static dev.failfast.Breaker.Outcome.SUCCESS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker.Outcome;
import dev.failfast.Breaker.State;
import dev.failfast.RecordingStore.Operation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole outcome table, for every form of a call, as a plain call and as a probe. */
class OutcomeTest {
    private static final Duration ELSEWHERE = Duration.ofSeconds(7);

    /** What a guarded body does. */
    interface Body {
        @Nullable
        Object call() throws Throwable;
    }

    /** What the caller of a form gets. */
    record Answer(@Nullable Object result, @Nullable Throwable thrown) {}

    interface Caller {
        @Nullable
        Object call(Breaker breaker, Body body) throws Throwable;
    }

    enum Form {
        CALL((breaker, body) -> breaker.call(() -> unchecked(body))),
        GET((breaker, body) -> breaker.get(() -> unchecked(body))),
        RUN((breaker, body) -> {
            breaker.run(() -> unchecked(body));
            return null;
        }),
        CALL_CHECKED((breaker, body) -> breaker.<Object, Exception>callChecked(() -> unchecked(body))),
        RUN_CHECKED((breaker, body) -> {
            breaker.<Exception>runChecked(() -> unchecked(body));
            return null;
        }),
        CALL_INTERRUPTIBLY((breaker, body) -> breaker.<Object, Exception>callInterruptibly(() -> unchecked(body))),
        CALL_ASYNC((breaker, body) -> await(breaker.<@Nullable Object>callAsync(() -> {
            CompletableFuture<@Nullable Object> stage = new CompletableFuture<>();
            try {
                stage.complete(body.call());
            } catch (Throwable t) {
                stage.completeExceptionally(t);
            }
            return stage;
        }))),
        CALL_ASYNC_THAT_THROWS_AT_ONCE((breaker, body) -> await(breaker.<@Nullable Object>callAsync(
                () -> CompletableFuture.<@Nullable Object>completedFuture(unchecked(body))))),
        PERMIT_COMPLETE((breaker, body) -> {
            Permit permit = breaker.acquire();
            try {
                Object result = body.call();
                permit.complete(result, null);
                return result;
            } catch (Throwable t) {
                permit.complete(null, t);
                throw t;
            }
        });

        @SuppressWarnings("ImmutableEnumChecker") // it is a lambda that captures nothing
        private final Caller caller;

        Form(Caller caller) {
            this.caller = caller;
        }

        boolean returnsValues() {
            return this != RUN && this != RUN_CHECKED;
        }

        Answer call(Breaker breaker, Body body) {
            try {
                return new Answer(caller.call(breaker, body), null);
            } catch (Throwable t) {
                return new Answer(null, t);
            }
        }

        @SuppressWarnings("NullAway") // its checker does not see that T may be null
        private static Object unchecked(Body body) {
            try {
                return body.call();
            } catch (Throwable t) {
                return Fixture.<Object, RuntimeException>sneak(t);
            }
        }

        private static @Nullable Object await(CompletableFuture<@Nullable Object> future) throws Throwable {
            CompletableFuture<Answer> answer = future.handle(Answer::new);
            Answer given = answer.get(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (given.thrown() != null) {
                throw given.thrown();
            }
            return given.result();
        }
    }

    /** One line of the table. */
    record Case(
            String what,
            UnaryOperator<BreakerBuilder> options,
            @Nullable Object result,
            @Nullable Throwable thrown,
            Duration takes,
            Outcome outcome,
            String reason) {

        static Case thrown(String options, UnaryOperator<BreakerBuilder> with, Throwable thrown, Outcome outcome) {
            return new Case(describe(options, thrown), with, null, thrown, Duration.ZERO, outcome, "");
        }

        static Case failed(
                String options, UnaryOperator<BreakerBuilder> with, Throwable thrown, Class<? extends Throwable> root) {
            return new Case(describe(options, thrown), with, null, thrown, Duration.ZERO, FAILURE, root.getName());
        }

        static Case returned(
                String options,
                UnaryOperator<BreakerBuilder> with,
                @Nullable Object result,
                Outcome outcome,
                String reason) {
            return new Case(options + " returns " + result, with, result, null, Duration.ZERO, outcome, reason);
        }

        Case taking(Duration duration, Outcome expected, String why) {
            return new Case(what + " after " + duration, options, result, thrown, duration, expected, why);
        }

        /** All, but those that return nothing where it is about what is returned. */
        List<Form> forms() {
            return Arrays.stream(Form.values())
                    .filter(form -> result == null || form.returnsValues())
                    .toList();
        }

        private static String describe(String options, Throwable thrown) {
            StringBuilder text = new StringBuilder(options).append(" throws");
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                text.append(' ').append(t.getClass().getSimpleName());
            }
            return text.toString();
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> table() {
        UnaryOperator<BreakerBuilder> none = b -> b;
        UnaryOperator<BreakerBuilder> io = b -> b.tripOn(IOException.class);
        UnaryOperator<BreakerBuilder> ignoring = b -> b.ignore(IllegalArgumentException.class);
        UnaryOperator<BreakerBuilder> all =
                b -> b.tripOn(Throwable.class).tripWhen(t -> true).ignore(FileNotFoundException.class);
        UnaryOperator<BreakerBuilder> when = b -> b.tripWhen(t -> t instanceof SocketTimeoutException);
        UnaryOperator<BreakerBuilder> both = b -> b.tripOn(SQLException.class)
                .tripWhen(t -> t instanceof IOException)
                .tripWhen(t -> t instanceof IllegalStateException);
        UnaryOperator<BreakerBuilder> result =
                b -> b.tripOnResult(Integer.class, status -> status >= 500).tripOnResult(String.class, String::isEmpty);
        UnaryOperator<BreakerBuilder> slow = b -> b.tripOn(IOException.class).slowerThan(Duration.ofSeconds(2));
        Duration second = Duration.ofSeconds(1);
        return List.of(
                // Unless configured, every exception is a failure, and what happened is the innermost of wrappers.
                Case.failed("default", none, new IOException("secret"), IOException.class),
                Case.failed("default", none, new IllegalStateException("secret"), IllegalStateException.class),
                Case.failed("default", none, new Exception("secret"), Exception.class),
                Case.failed("default", none, new TimeoutException("secret"), TimeoutException.class),
                Case.failed(
                        "default",
                        none,
                        new RuntimeException(new InterruptedException()), // not a wrapper that is looked through
                        RuntimeException.class),
                Case.failed("default", none, new ExecutionException(new SQLException("secret")), SQLException.class),
                Case.failed("default", none, new CompletionException(new IOException("secret")), IOException.class),
                Case.failed("default", none, new UncheckedIOException(new IOException("secret")), IOException.class),
                Case.failed(
                        "default",
                        none,
                        new CompletionException(
                                new ExecutionException(new UncheckedIOException(new SocketTimeoutException("secret")))),
                        SocketTimeoutException.class),
                // That ends somewhere, for causes may go round in circles.
                Case.failed("default", none, wrapped(new IOException("secret"), 15), IOException.class),
                Case.thrown("default", none, wrapped(new IOException("secret"), 16), ABANDONED),
                // A value is an answer.
                Case.returned("default", none, "invoices", SUCCESS, ""),
                Case.returned("default", none, null, SUCCESS, ""),
                Case.returned("default", none, 503, SUCCESS, ""),
                // What says nothing about the service.
                Case.thrown("default", none, new InterruptedException(), ABANDONED),
                Case.thrown("default", none, new ClosedByInterruptException(), ABANDONED),
                Case.thrown("default", none, new CancellationException(), ABANDONED),
                Case.thrown("default", none, new FailfastException("other", ELSEWHERE), ABANDONED),
                Case.thrown("default", none, new AssertionError(), ABANDONED),
                Case.thrown("default", none, new OutOfMemoryError(), ABANDONED),
                Case.thrown("default", none, new StackOverflowError(), ABANDONED),
                Case.thrown("default", none, new RejectedExecutionException(), ABANDONED),
                Case.thrown("default", none, new CompletionException("no cause", null), ABANDONED),
                Case.thrown("default", none, new ExecutionException("no cause", null), ABANDONED),
                Case.thrown("default", none, new ExecutionException(new InterruptedException()), ABANDONED),
                Case.thrown("default", none, new UncheckedIOException(new ClosedByInterruptException()), ABANDONED),
                Case.thrown("default", none, new CompletionException(new CancellationException()), ABANDONED),
                Case.thrown("default", none, new CompletionException(new NoClassDefFoundError()), ABANDONED),
                Case.thrown(
                        "default", none, new CompletionException(new FailfastException("other", ELSEWHERE)), ABANDONED),
                // tripOn: what matches, as it is or wrapped; the service answered with all the rest.
                Case.failed("tripOn IO", io, new IOException("secret"), IOException.class),
                Case.failed("tripOn IO", io, new FileNotFoundException("secret"), FileNotFoundException.class),
                Case.failed("tripOn IO", io, new CompletionException(new IOException("secret")), IOException.class),
                Case.failed("tripOn IO", io, new UncheckedIOException(new IOException("secret")), IOException.class),
                Case.thrown("tripOn IO", io, new IllegalStateException(), SUCCESS),
                Case.thrown("tripOn IO", io, new SQLException(), SUCCESS),
                Case.thrown("tripOn IO", io, new ExecutionException(new SQLException()), SUCCESS),
                Case.thrown("tripOn IO", io, new RuntimeException(new IOException()), SUCCESS),
                Case.thrown("tripOn IO", io, new ClosedByInterruptException(), ABANDONED), // although an IOException
                Case.thrown("tripOn IO", io, new AssertionError(), ABANDONED),
                Case.thrown("tripOn IO", io, new InterruptedException(), ABANDONED),
                Case.thrown("tripOn IO", io, new RejectedExecutionException(), ABANDONED),
                Case.thrown("tripOn IO", io, new CompletionException("no cause", null), ABANDONED),
                Case.failed(
                        "tripOn rejection",
                        b -> b.tripOn(RejectedExecutionException.class),
                        new RejectedExecutionException("secret"),
                        RejectedExecutionException.class),
                Case.failed(
                        "tripOn wrapper",
                        b -> b.tripOn(CompletionException.class),
                        new CompletionException(new SQLException("secret")),
                        SQLException.class),
                // tripWhen, alone and beside tripOn and another tripWhen.
                Case.failed("tripWhen", when, new SocketTimeoutException("secret"), SocketTimeoutException.class),
                Case.failed(
                        "tripWhen",
                        when,
                        new UncheckedIOException(new SocketTimeoutException("secret")),
                        SocketTimeoutException.class),
                Case.thrown("tripWhen", when, new IOException(), SUCCESS),
                Case.failed("tripOn, tripWhen", both, new SQLException("secret"), SQLException.class),
                Case.failed("tripOn, tripWhen", both, new IOException("secret"), IOException.class),
                Case.failed("tripOn, tripWhen", both, new IllegalStateException("secret"), IllegalStateException.class),
                Case.thrown("tripOn, tripWhen", both, new IllegalArgumentException(), SUCCESS),
                // ignore wins, and nothing makes a failure of what is always abandoned.
                Case.thrown("ignore", ignoring, new IllegalArgumentException(), ABANDONED),
                Case.thrown("ignore", ignoring, new NumberFormatException(), ABANDONED),
                Case.thrown("ignore", ignoring, new ExecutionException(new IllegalArgumentException()), ABANDONED),
                Case.failed("ignore", ignoring, new IllegalStateException("secret"), IllegalStateException.class),
                Case.thrown("trip on all, ignore", all, new FileNotFoundException(), ABANDONED),
                Case.thrown(
                        "trip on all, ignore", all, new UncheckedIOException(new FileNotFoundException()), ABANDONED),
                Case.thrown("trip on all, ignore", all, new AssertionError(), ABANDONED),
                Case.thrown("trip on all, ignore", all, new InterruptedException(), ABANDONED),
                Case.thrown("trip on all, ignore", all, new CancellationException(), ABANDONED),
                Case.thrown("trip on all, ignore", all, new FailfastException("other", ELSEWHERE), ABANDONED),
                // Results.
                Case.returned("tripOnResult", result, 503, FAILURE, "result java.lang.Integer"),
                Case.returned("tripOnResult", result, "", FAILURE, "result java.lang.String"),
                Case.returned("tripOnResult", result, 200, SUCCESS, ""),
                Case.returned("tripOnResult", result, 503L, SUCCESS, ""),
                Case.returned("tripOnResult", result, "invoices", SUCCESS, ""),
                Case.returned("tripOnResult", result, null, SUCCESS, ""),
                // Slowness turns answers into failures, and nothing else.
                Case.returned("slowerThan 2 s", slow, "invoices", SUCCESS, "")
                        .taking(Duration.ofSeconds(2), SUCCESS, ""),
                Case.returned("slowerThan 2 s", slow, "invoices", SUCCESS, "")
                        .taking(Duration.ofSeconds(2).plusNanos(1), FAILURE, "slower than PT2S"),
                Case.returned("slowerThan 2 s", slow, null, SUCCESS, "").taking(second, SUCCESS, ""),
                Case.returned("slowerThan 2 s", slow, null, SUCCESS, "")
                        .taking(Duration.ofSeconds(3), FAILURE, "slower than PT2S"),
                Case.thrown("slowerThan 2 s", slow, new IllegalStateException(), SUCCESS)
                        .taking(Duration.ofSeconds(3), FAILURE, "slower than PT2S"),
                Case.thrown("slowerThan 2 s", slow, new IOException(), FAILURE)
                        .taking(Duration.ofSeconds(3), FAILURE, IOException.class.getName()),
                Case.thrown("slowerThan 2 s", slow, new InterruptedException(), ABANDONED)
                        .taking(Duration.ofSeconds(3), ABANDONED, ""));
    }

    @ParameterizedTest
    @MethodSource("table")
    void plainCallInEveryForm(Case line) throws Exception {
        for (Form form : line.forms()) {
            Fixture fixture = new Fixture();

            Answer answer = call(fixture, form, line);

            assertThat(answer.thrown()).as("%s", form).isSameAs(line.thrown());
            assertThat(answer.result()).as("%s", form).isSameAs(line.result());
            Breaker.Status status = fixture.status();
            if (line.outcome() == FAILURE) {
                assertThat(fixture.store.operations()).as("%s", form).containsExactly(Operation.READ, Operation.TRIP);
                assertThat(status.state()).as("%s", form).isEqualTo(State.OPEN);
                assertThat(status.remaining()).as("%s", form).isEqualTo(Fixture.OPEN_FOR);
                assertThat(status.trips()).as("%s", form).isEqualTo(1);
                assertThat(status.reason()).as("%s", form).isEqualTo(line.reason());
            } else {
                assertThat(fixture.store.operations()).as("%s", form).containsExactly(Operation.READ);
                assertThat(status.state()).as("%s", form).isEqualTo(State.CLOSED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void probeInEveryForm(Case line) throws Exception {
        for (Form form : line.forms()) {
            Fixture fixture = new Fixture();
            fixture.halfOpen();

            Answer answer = call(fixture, form, line);

            assertThat(answer.thrown()).as("%s", form).isSameAs(line.thrown());
            assertThat(answer.result()).as("%s", form).isSameAs(line.result());
            assertThat(fixture.store.operations())
                    .as("%s", form)
                    .containsExactly(Operation.READ, Operation.CLAIM, writtenBy(line.outcome()));
            Breaker.Status status = fixture.status();
            switch (line.outcome()) {
                case SUCCESS -> assertThat(status.state()).as("%s", form).isEqualTo(State.CLOSED);
                case FAILURE -> {
                    assertThat(status.state()).as("%s", form).isEqualTo(State.OPEN);
                    assertThat(status.remaining()).as("%s", form).isEqualTo(Fixture.OPEN_FOR);
                    assertThat(status.trips()).as("%s", form).isEqualTo(2);
                    assertThat(status.reason()).as("%s", form).isEqualTo(line.reason());
                }
                case ABANDONED -> {
                    Duration kept = isRejection(line.thrown()) ? ELSEWHERE : Duration.ZERO;
                    assertThat(status.state()).as("%s", form).isNotEqualTo(State.CLOSED);
                    assertThat(status.remaining()).as("%s", form).isEqualTo(kept);
                    assertThat(status.trips()).as("%s", form).isEqualTo(1);
                    assertThat(status.reason()).as("%s", form).isEqualTo("test");
                }
            }
        }
    }

    private static Throwable wrapped(Throwable cause, int times) {
        Throwable wrapper = cause;
        for (int i = 0; i < times; i++) {
            wrapper = new CompletionException(wrapper);
        }
        return wrapper;
    }

    private static Operation writtenBy(Outcome outcome) {
        return switch (outcome) {
            case SUCCESS -> Operation.HEAL;
            case FAILURE -> Operation.REOPEN;
            case ABANDONED -> Operation.RELEASE;
        };
    }

    private static Answer call(Fixture fixture, Form form, Case line) throws Exception {
        Breaker breaker = line.options().apply(fixture.builder()).build();
        AtomicReference<Answer> answer = new AtomicReference<>();
        String log = CapturedLog.during(() -> answer.set(form.call(breaker, () -> {
            fixture.clock.advance(line.takes());
            if (line.thrown() != null) {
                throw line.thrown();
            }
            return line.result();
        })));
        assertThat(log).as("%s", form).doesNotContain("secret");
        return requireNonNull(answer.get());
    }

    private static boolean isRejection(@Nullable Throwable thrown) {
        return thrown instanceof FailfastException
                || (thrown != null && thrown.getCause() instanceof FailfastException);
    }
}
