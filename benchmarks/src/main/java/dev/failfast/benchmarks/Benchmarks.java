package dev.failfast.benchmarks;

import dev.failfast.benchmarks.calls.CallsPart;
import dev.failfast.benchmarks.calls.DatabasePart;
import dev.failfast.benchmarks.growth.BreakersPart;
import dev.failfast.benchmarks.growth.HostsPart;
import dev.failfast.benchmarks.growth.RowsPart;
import dev.failfast.benchmarks.growth.StormsPart;
import dev.failfast.benchmarks.report.Report;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs everything, side by side, and writes down what it saw. See README.md of this module. */
public final class Benchmarks {
    private static final double QUIET = 0.5;

    private Benchmarks() {}

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("calls", new CallsPart());
        parts.put("database", new DatabasePart());
        parts.put("breakers", new BreakersPart());
        parts.put("hosts", new HostsPart());
        parts.put("rows", new RowsPart());
        parts.put("storms", new StormsPart());
        return parts;
    }

    /**
     * The run.
     *
     * @param arguments the folder of this module
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, Part> parts = parts();
        Settings settings = Settings.read(Path.of(arguments[0]), parts.keySet());
        boolean complete = !settings.quick() && settings.parts().equals(parts.keySet());
        Report report =
                new Report(settings.documents(complete), settings.scratch().resolve("measurements.tsv"));
        report.block("machine", machine(settings, report));
        if (settings.jdks().size() == 1) {
            report.say("there is one JDK on this machine, so everything runs on that alone");
        }
        List<String> failed = new ArrayList<>();
        parts.keySet().retainAll(settings.parts());
        parts.forEach((name, part) -> {
            report.say("== %s", name);
            try {
                part.run(settings, report);
            } catch (Exception | Error e) { // the others have something to say all the same
                e.printStackTrace();
                failed.add(name);
            }
        });
        System.out.printf(
                "%n%s%n%s%n", report.growths().markdown(), report.requirements().markdown());
        report.say("written to %s, raw values to %s", report.folder(), settings.scratch());
        if (!failed.isEmpty()) {
            report.say("FAILED: %s", failed);
        }
        // The numbers of a quick run mean nothing. Threads of servers may linger, so the end is said outright.
        System.exit(!failed.isEmpty() || (!settings.quick() && !report.allMet()) ? 1 : 0);
    }

    private static String machine(Settings settings, Report report) {
        double load = Machine.load();
        if (load > QUIET) {
            report.say("the machine is not quiet: load %.1f", load);
        }
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.description()
                + " (load before the run: " + Math.round(load * 10) / 10.0 + "). " + Machine.versions(settings) + "."
                + (settings.quick() ? " **A quick run: these numbers mean nothing.**" : "");
    }
}
