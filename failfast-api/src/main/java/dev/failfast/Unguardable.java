package dev.failfast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Calls that return before the service has answered, in a way that a breaker cannot follow. */
final class Unguardable {
    /** By name, for they are no dependencies of ours. */
    private static final List<String> LAZY = List.of(
            "org.reactivestreams.Publisher",
            "io.reactivex.rxjava3.core.CompletableSource",
            "io.reactivex.rxjava3.core.MaybeSource",
            "io.reactivex.rxjava3.core.ObservableSource",
            "io.reactivex.rxjava3.core.SingleSource",
            "io.smallrye.mutiny.Uni",
            "kotlin.sequences.Sequence",
            "kotlinx.coroutines.Deferred",
            "kotlinx.coroutines.flow.Flow");

    private Unguardable() {}

    static boolean isAsync(Class<?> returned) {
        return returned == CompletionStage.class || returned == CompletableFuture.class;
    }

    /**
     * Why a call that returns this cannot be guarded; null if it can.
     *
     * @param later whether this is what a suspend function answers in the end
     */
    static @Nullable String reason(Class<?> returned, boolean later) {
        if (isAsync(returned)) {
            return later ? "a suspend function that returns a stage; await it inside, and return its value" : null;
        }
        if (CompletionStage.class.isAssignableFrom(returned)) {
            return "a guarded call cannot produce a " + returned.getName()
                    + "; declare CompletionStage or CompletableFuture";
        }
        if (Future.class.isAssignableFrom(returned)) {
            return "when a " + returned.getName() + " is done nobody is told; declare CompletableFuture";
        }
        if (BaseStream.class.isAssignableFrom(returned)
                || Flow.Publisher.class.isAssignableFrom(returned)
                || isLazy(returned)) {
            return "a " + returned.getName() + " calls the service later, if at all; use Breaker.acquire there";
        }
        return null;
    }

    private static boolean isLazy(Class<?> returned) {
        return new Hierarchy(returned).all().anyMatch(each -> LAZY.contains(each.getName()));
    }
}
