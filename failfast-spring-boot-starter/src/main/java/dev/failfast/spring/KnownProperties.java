package dev.failfast.spring;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The names of what {@link FailfastProperties} can be told, and the one that somebody may have meant. */
final class KnownProperties {
    static final String ANY_SERVICE = FailfastProperties.PREFIX + ".services.<name>";

    private KnownProperties() {}

    /** All of them, {@code <name>} where the name of a service goes. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        collect(FailfastProperties.PREFIX, FailfastProperties.class, names);
        return names;
    }

    private static void collect(String prefix, Class<?> type, List<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), names);
            } else if (component.getType() == Map.class) {
                collect(ANY_SERVICE, FailfastProperties.Options.class, names);
            } else {
                names.add(name);
            }
        }
    }

    /** The known name that is most like it; none if nothing is. */
    static Optional<String> nearest(String unknown) {
        String service = unknown.replaceFirst("^(failfast\\.services(\\.[^.\\[]+|\\[[^]]+]))\\..*$", "$1");
        String last = lastElement(unknown);
        return names().stream()
                .map(name -> service.equals(unknown) ? name : name.replace(ANY_SERVICE, service))
                .filter(name -> distance(lastElement(name), last) <= Math.max(2, last.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(lastElement(name), last))
                        .thenComparingInt(name -> distance(name, unknown)));
    }

    private static String lastElement(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[previous.length];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
