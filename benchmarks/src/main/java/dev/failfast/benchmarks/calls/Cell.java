package dev.failfast.benchmarks.calls;

import dev.failfast.benchmarks.Jdk;

/** A benchmark under one of the conditions. */
record Cell(Case what, int threads, Jdk jdk) {

    @Override
    public String toString() {
        return what.key() + ", " + threads + (threads == 1 ? " thread, " : " threads, ") + jdk;
    }
}
