package dev.failfast.spring;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** One clear sentence, instead of a stack trace, if the application does not start because of {@code failfast.*}. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FailfastFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            FailureAnalysis analysis = analyzeLink(link);
            if (analysis != null) {
                return analysis;
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis analyzeLink(Throwable link) {
        if (link instanceof PropertyRefusedException refused) {
            return new FailureAnalysis(String.valueOf(refused.getMessage()), refused.action(), refused);
        }
        if (link instanceof UnboundConfigurationPropertiesException unknown) {
            return unknown(unknown);
        }
        // The outer one of two says only that binding failed.
        if (link instanceof BindException wrong
                && !(rootOf(wrong) instanceof UnboundConfigurationPropertiesException)) {
            return wrong(wrong);
        }
        return null;
    }

    private static @Nullable FailureAnalysis unknown(UnboundConfigurationPropertiesException failure) {
        for (ConfigurationProperty property : failure.getUnboundProperties()) {
            String name = asWritten(property.getName());
            if (isOurs(name)) {
                String meant = KnownProperties.nearest(name)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("");
                String brackets = name.startsWith("failfast.services.")
                        ? " The name of a service that has a dot in it goes in brackets:"
                                + " failfast.services[api.example.com].open-for, in YAML \"[api.example.com]\"."
                        : "";
                return new FailureAnalysis(
                        name + at(property.getOrigin()) + " is no property of failfast" + meant,
                        "Correct or remove it." + brackets,
                        failure);
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis wrong(BindException failure) {
        String name = asWritten(failure.getName());
        if (!isOurs(name)) {
            return null;
        }
        ConfigurationProperty property = failure.getProperty();
        String value = property == null ? "" : " = \"" + property.getValue() + '"' + at(property.getOrigin());
        return new FailureAnalysis(name + value + " is refused: " + reason(failure), "Correct " + name + '.', failure);
    }

    private static String reason(BindException failure) {
        Class<?> type = failure.getTarget().getType().resolve(Object.class);
        if (type.isEnum()) {
            return "it must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        Throwable root = rootOf(failure);
        String message = root.getMessage();
        if (root instanceof ClassNotFoundException) {
            return "there is no class " + message + " on the class path";
        }
        return message == null ? root.getClass().getName() : message;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Its own toString leaves out what is not uniform: the '_' of a service's name. */
    private static String asWritten(ConfigurationPropertyName name) {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            String element = name.getElement(i, ConfigurationPropertyName.Form.ORIGINAL);
            if (name.chop(i + 1).isLastElementIndexed()) {
                written.append('[').append(element).append(']');
            } else {
                written.append(i == 0 ? "" : ".").append(element);
            }
        }
        return written.toString();
    }

    private static boolean isOurs(String name) {
        return name.startsWith(FailfastProperties.PREFIX + '.');
    }

    private static String at(@Nullable Origin origin) {
        return origin == null ? "" : " (" + origin + ')';
    }
}
