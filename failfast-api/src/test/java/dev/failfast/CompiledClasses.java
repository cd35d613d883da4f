package dev.failfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources that cannot be part of the tests: of modules, and of libraries that are no dependencies. */
final class CompiledClasses {
    private CompiledClasses() {}

    /** Compiles sources by file name; returns the folder of the classes. */
    static Path compile(Path folder, Map<String, String> sources, String... options) {
        try {
            Path classes = Files.createDirectories(folder.resolve("classes"));
            List<Path> files = new ArrayList<>();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Path file = folder.resolve("src").resolve(source.getKey());
                Files.createDirectories(file.getParent());
                files.add(Files.writeString(file, source.getValue()));
            }
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none"));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter output = new StringWriter();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
                boolean done = compiler.getTask(
                                output, manager, null, all, null, manager.getJavaFileObjectsFromPaths(files))
                        .call();
                assertThat(done).as(output.toString()).isTrue();
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
