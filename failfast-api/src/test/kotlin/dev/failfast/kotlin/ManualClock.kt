package dev.failfast.kotlin

import dev.failfast.Breaker
import java.time.Duration
import java.time.Instant
import java.time.InstantSource

/** Stands still until a test moves it. */
class ManualClock : InstantSource {
    @Volatile private var now = Instant.parse("2026-01-01T00:00:00Z")

    override fun instant(): Instant = now

    fun advance(by: Duration) {
        now += by
    }
}

/** Breaks the service and lets the break go by. */
fun Breaker.makeProbeDue(clock: ManualClock) {
    forceOpen(Duration.ofSeconds(10))
    clock.advance(Duration.ofSeconds(10))
}
