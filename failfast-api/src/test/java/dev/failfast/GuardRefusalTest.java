package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code guard} refuses, for otherwise it would be unguarded in silence, and that it says why. */
class GuardRefusalTest {
    private final BreakerRegistry registry = BreakerRegistry.builder().build();

    private <T> ThrowableAssertAlternative<IllegalArgumentException> assertRefused(Class<T> type, T target) {
        return assertThatIllegalArgumentException().isThrownBy(() -> registry.guard(type, target));
    }

    /** The methods are never called. */
    private <T> ThrowableAssertAlternative<IllegalArgumentException> assertRefused(Class<T> type) {
        return assertRefused(type, dummy(type));
    }

    private static <T> T dummy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                GuardRefusalTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                }));
    }

    // ---- what a breaker cannot follow

    public interface Streams {
        @Failfast("x")
        Stream<String> all();
    }

    public interface IntStreams {
        @Failfast("x")
        IntStream all();
    }

    public interface FlowPublishers {
        @Failfast("x")
        Flow.Publisher<String> all();
    }

    public interface SubclassesOfPublisher {
        @Failfast("x")
        SubmissionPublisher<String> all();
    }

    public interface Futures {
        @Failfast("x")
        Future<String> all();
    }

    public static class OwnFuture<T> extends CompletableFuture<T> {}

    public interface OwnFutures {
        @Failfast("x")
        OwnFuture<String> all();
    }

    @Failfast("x")
    public interface AnnotatedType {
        String fine();

        Stream<String> all();
    }

    public interface Generic<R> {
        @Failfast("x")
        R all();
    }

    public interface GenericStream extends Generic<Stream<String>> {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                Streams.class,
                IntStreams.class,
                FlowPublishers.class,
                SubclassesOfPublisher.class,
                Futures.class,
                OwnFutures.class,
                AnnotatedType.class,
                GenericStream.class
            })
    void methodsThatReturnBeforeTheServiceHasAnsweredAreRefused(Class<?> type) {
        assertRefused(type).withMessageStartingWith("cannot guard " + GuardRefusalTest.class.getName() + "$");
    }

    @Test
    void theMessageNamesTheMethodAndWhatToDo() {
        assertRefused(Streams.class)
                .withMessageContaining("Streams.all()")
                .withMessageContaining("java.util.stream.Stream")
                .withMessageContaining("Breaker.acquire");
        assertRefused(Futures.class).withMessageContaining("declare CompletableFuture");
        assertRefused(OwnFutures.class).withMessageContaining(OwnFuture.class.getName());
    }

    public interface StreamsWithoutAnnotation {
        Stream<String> all();

        @Failfast("x")
        String one();
    }

    @Test
    void theyAreFineWithoutAnnotation() {
        StreamsWithoutAnnotation target = new StreamsWithoutAnnotation() {
            @Override
            public Stream<String> all() {
                return Stream.of("a");
            }

            @Override
            public String one() {
                return "a";
            }
        };

        assertThat(registry.guard(StreamsWithoutAnnotation.class, target).all()).containsExactly("a");
    }

    // ---- what a proxy cannot see

    private static void refusedAsUnreachable(ThrowableAssertAlternative<?> refused, String method) {
        refused.withMessageContaining(method).withMessageContaining("would have no effect");
    }

    public static class PublicMethod implements Runnable {
        @Override
        public void run() {
            helper();
        }

        @Failfast("x")
        public void helper() {}
    }

    @Test
    void anAnnotatedMethodOfNoInterfaceIsRefused() {
        class PrivateMethod implements Runnable {
            @Override
            public void run() {
                helper();
            }

            @Failfast("x")
            private void helper() {}
        }
        class StaticMethod implements Runnable {
            @Override
            public void run() {
                helper();
            }

            @Failfast("x")
            static void helper() {}
        }
        class Inherited extends PrivateMethod {}

        refusedAsUnreachable(assertRefused(Runnable.class, new PublicMethod()), "PublicMethod.helper");
        refusedAsUnreachable(assertRefused(Runnable.class, new PrivateMethod()), "PrivateMethod.helper");
        refusedAsUnreachable(assertRefused(Runnable.class, new StaticMethod()), "StaticMethod.helper");
        refusedAsUnreachable(assertRefused(Runnable.class, new Inherited()), "PrivateMethod.helper");
    }

    @Test
    void anAnnotatedOverloadOfAMethodOfTheInterfaceIsRefused() {
        class Overload implements Callable<String> {
            @Override
            public String call() {
                return call(1);
            }

            @Failfast("x")
            String call(int times) {
                return "x".repeat(times);
            }
        }

        refusedAsUnreachable(assertRefused(Callable.class, new Overload()), "Overload.call");
    }

    public interface StaticAndPrivate {
        void fine();

        @Failfast("x")
        static void fixed() {}
    }

    public interface PrivateHelper {
        default void fine() {
            helper();
        }

        @Failfast("x")
        private void helper() {}
    }

    @Test
    void annotatedStaticAndPrivateMethodsOfTheInterfaceAreRefused() {
        refusedAsUnreachable(assertRefused(StaticAndPrivate.class), "StaticAndPrivate.fixed");
        refusedAsUnreachable(assertRefused(PrivateHelper.class), "PrivateHelper.helper");
    }

    @Test
    void annotatedMethodsOfObjectAreRefused() {
        class WithToString implements Runnable {
            @Override
            public void run() {}

            @Override
            @Failfast("x")
            public String toString() {
                return "x";
            }
        }

        refusedAsUnreachable(assertRefused(Runnable.class, new WithToString()), "WithToString.toString");
    }

    // ---- what is no use

    @Test
    void nothingAnnotatedIsRefused() {
        class Plain implements Runnable {
            @Override
            public void run() {}
        }

        assertRefused(Runnable.class, new Plain())
                .withMessageContaining("nothing to guard")
                .withMessageContaining("java.lang.Runnable")
                .withMessageContaining("Plain");
    }

    @Test
    void aClassInsteadOfAnInterfaceIsRefused() {
        assertRefused(String.class, "x").withMessage("guard needs an interface, was java.lang.String");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aTargetOfAnotherTypeIsRefused() {
        assertRefused((Class) Runnable.class, "x")
                .withMessage("java.lang.String does not implement java.lang.Runnable");
    }

    @Failfast("a")
    public interface A {}

    @Failfast("b")
    public interface B {}

    public interface Ambiguous extends A, B {
        void call();
    }

    @Test
    void annotationsOfTwoSuperInterfacesThatMightBothBeMeantAreRefused() {
        assertRefused(Ambiguous.class)
                .withMessageContaining("Ambiguous.call()")
                .withMessageContaining("carry different @Failfast");
    }

    // ---- options

    public interface BadDuration {
        @Failfast(value = "x", openFor = "60 sec")
        String call(String argument);
    }

    @Failfast(value = "x", openFor = "0s")
    public interface ZeroDuration {
        String call(String argument);
    }

    public interface BadName {
        @Failfast(" ")
        void call();
    }

    public interface Abandoned {
        @Failfast(value = "x", tripOn = Error.class)
        void call();
    }

    public interface Contradiction {
        @Failfast(value = "x", tripOn = IOException.class, ignore = IOException.class)
        void call();
    }

    @Test
    void badOptionsAreRefusedWithTheMethodAndTheValue() {
        assertRefused(BadDuration.class)
                .withMessageContaining("BadDuration.call(String)")
                .withMessageContaining("\"60 sec\"");
        assertRefused(ZeroDuration.class)
                .withMessageContaining("ZeroDuration.call(String)")
                .withMessageContaining("openFor must be positive, was PT0S");
        assertRefused(BadName.class).withMessageContaining("BadName.call()").withMessageContaining("\" \"");
        assertRefused(Abandoned.class).withMessageContaining("Abandoned.call()").withMessageContaining("Error");
        assertRefused(Contradiction.class)
                .withMessageContaining("Contradiction.call()")
                .withMessageContaining("contradict");
    }

    // ---- access

    interface PackagePrivate {
        @Failfast("x")
        String call();
    }

    private interface Private {
        @Failfast("x")
        String call();
    }

    public interface PublicOfPackagePrivate extends PackagePrivate {}

    @Test
    void anInterfaceThatIsNotPublicNeedsALookup() {
        assertRefused(PackagePrivate.class, () -> "x")
                .withMessageContaining("PackagePrivate.call()")
                .withMessageContaining("not accessible")
                .withMessageContaining("MethodHandles.lookup()");
        assertRefused(Private.class, () -> "x").withMessageContaining("not accessible");
        assertRefused(PublicOfPackagePrivate.class, () -> "x").withMessageContaining("not accessible");

        MethodHandles.Lookup lookup = MethodHandles.lookup();
        assertThat(registry.guard(PackagePrivate.class, () -> "x", lookup).call())
                .isEqualTo("x");
        assertThat(registry.guard(Private.class, () -> "x", lookup).call()).isEqualTo("x");
        assertThat(registry.guard(PublicOfPackagePrivate.class, () -> "x", lookup)
                        .call())
                .isEqualTo("x");
    }

    @Test
    void aLookupThatCannotSeeTheInterfaceIsRefused() {
        MethodHandles.Lookup elsewhere = MethodHandles.lookup().in(IOException.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.guard(PackagePrivate.class, () -> "x", elsewhere))
                .withMessageContaining("not accessible from java.io.IOException");
    }

    public interface Helping {
        @Failfast("x")
        void help();
    }

    static class PrivateHelp {
        void call() {
            help();
        }

        @Failfast("x")
        private void help() {}
    }

    static final class PublicHelp extends PrivateHelp implements Helping {
        @Override
        public void help() {}
    }

    @Test
    void anAnnotatedPrivateMethodIsRefusedAlsoIfASubclassHasAPublicOneOfThatName() {
        refusedAsUnreachable(assertRefused(Helping.class, new PublicHelp()), "PrivateHelp.help");
    }

    public interface AnnotatedToString {
        @Override
        @Failfast("x")
        String toString();
    }

    @Failfast("x")
    public interface OnlyToString {
        @Override
        String toString();
    }

    @Test
    void methodsOfObjectAreNotGuardableBecauseAnInterfaceDeclaresThem() {
        refusedAsUnreachable(assertRefused(AnnotatedToString.class, new AnnotatedToString() {}), "toString");
        assertRefused(OnlyToString.class, new OnlyToString() {}).withMessageContaining("nothing to guard");
    }

    public interface OwnStage<T> extends CompletionStage<T> {}

    public interface OwnStages {
        @Failfast("x")
        OwnStage<String> all();
    }

    @Test
    void aSubtypeOfAStageCannotBeProduced() {
        assertRefused(OwnStages.class).withMessageContaining("cannot produce a " + OwnStage.class.getName());
        assertRefused(OwnFutures.class).withMessageContaining("cannot produce a " + OwnFuture.class.getName());
    }
}
