package dev.failfast.spring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Sees what Spring Boot tells the user of an application that did not start. */
final class Analyses implements FailureAnalysisReporter {
    static final Queue<FailureAnalysis> SEEN = new ConcurrentLinkedQueue<>();

    @Override
    public void report(FailureAnalysis analysis) {
        SEEN.add(analysis);
    }
}
