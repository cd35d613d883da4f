package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Before JDK 24 a virtual thread that waits while it holds a monitor pins its carrier. So nothing that the library does
 * while it holds one may wait: read from its compiled classes with the JDK's own {@code javap}, through all methods of
 * the library that are called from there.
 */
class MonitorsTest {
    private static final Pattern CALL = Pattern.compile("// (?:Interface)?Method (\\S+)");

    /** What may wait: the database, a stranger's code, a thread that has to be had, another thread. */
    private static final Pattern MAY_WAIT = Pattern.compile("javax?/sql/.*"
            + "|dev/failfast/(Store|StoreListener|BreakerListener)\\..*"
            + "|java/util/concurrent/(locks/.*|Executor\\..*|Callable\\..*|Future\\..*)"
            + "|java/util/function/Supplier\\..*"
            + "|java/lang/(Object\\.wait|Thread\\.sleep|Thread\\.join).*"
            + "|org/slf4j/.*");

    /** By class, name and types of a method: what it calls, in all, and while it holds a monitor. */
    private final Map<String, Set<String>> calls = new HashMap<>();

    private final Map<String, Set<String>> callsUnderMonitor = new HashMap<>();

    @Test
    void nothingThatMayWaitIsCalledUnderAMonitor() throws Exception {
        scan(Breaker.class);
        scan(JdbcStore.class);
        assertThat(calls)
                .as("that the scan sees")
                .containsKey("dev/failfast/OutageStore.read:(Ljava/lang/String;)Ldev/failfast/Breaker$Status;");
        assertThat(callsUnderMonitor).as("that the scan sees").isNotEmpty();

        List<String> found = new ArrayList<>();
        callsUnderMonitor.forEach((method, callees) -> reachable(callees).stream()
                .filter(callee -> MAY_WAIT.matcher(callee).matches())
                .forEach(callee -> found.add(method + " reaches " + callee)));
        assertThat(found).isEmpty();
    }

    private Set<String> reachable(Set<String> from) {
        Set<String> reached = new HashSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String callee : calls.getOrDefault(open.pop(), Set.of())) {
                if (reached.add(callee)) {
                    open.push(callee);
                }
            }
        }
        return reached;
    }

    /** The module that a class is of. */
    private void scan(Class<?> type) throws Exception {
        URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(location);
        if (Files.isDirectory(path)) {
            scan(path, path.toString());
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                scan(jar.getPath("/"), path.toString());
            }
        }
    }

    private void scan(Path root, String classPath) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-p", "-s", "-c", "-cp", classPath));
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .forEach(arguments::add);
        }
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        assertThat(javap.run(out, out, arguments.toArray(String[]::new)))
                .as(text.toString())
                .isZero();
        text.toString().lines().forEach(new Reader()::read);
    }

    /** Reads what javap says, line by line. */
    private final class Reader {
        private String type = "";
        private String declaration = "";
        private String method = "";
        private boolean inBlock;
        private final Set<String> sinceExit = new HashSet<>();

        void read(String line) {
            if (line.matches("\\S.*(class|interface) .*\\{")) {
                type = line.replaceFirst(".*?(class|interface) ([^ <{]+).*", "$2")
                        .replace('.', '/');
            } else if (line.matches("  \\S.*;")) {
                declaration = line;
            } else if (line.startsWith("    descriptor: ")) {
                method = type + "." + name() + ":" + line.substring("    descriptor: ".length());
                inBlock = false;
                sinceExit.clear();
            } else if (line.endsWith(": monitorenter")) {
                inBlock = true;
            } else if (line.endsWith(": monitorexit")) { // one for each way out
                callsUnderMonitor
                        .computeIfAbsent(method, key -> new HashSet<>())
                        .addAll(sinceExit);
                sinceExit.clear();
            } else {
                Matcher call = CALL.matcher(line);
                if (call.find()) {
                    called(call.group(1).replace("\"", ""));
                }
            }
        }

        private void called(String callee) {
            // Its own class goes without saying.
            String full = callee.substring(0, callee.indexOf(':')).contains(".") ? callee : type + "." + callee;
            calls.computeIfAbsent(method, key -> new HashSet<>()).add(full);
            if (declaration.contains("synchronized ")) {
                callsUnderMonitor
                        .computeIfAbsent(method, key -> new HashSet<>())
                        .add(full);
            } else if (inBlock) {
                sinceExit.add(full);
            }
        }

        private String name() {
            String name = declaration.replaceFirst("\\(.*", "").replaceFirst(".* ", "");
            return name.contains(".") ? "<init>" : name;
        }
    }
}
