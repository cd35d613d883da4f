package dev.failfast.spring.guard;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says it in two sentences instead of a stack trace. */
final class UnguardableBeanFailureAnalyzer extends AbstractFailureAnalyzer<UnguardableBeanException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnguardableBeanException cause) {
        return new FailureAnalysis(
                "@Failfast cannot do what it says. " + cause.getMessage(),
                "Do what the description says, or remove the annotation. With failfast.enabled=false nothing is guarded.",
                cause);
    }
}
