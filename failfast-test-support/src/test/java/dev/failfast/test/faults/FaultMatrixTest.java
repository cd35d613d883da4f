package dev.failfast.test.faults;

import dev.failfast.db.testing.FaultyPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real faults on real connections, under load: no call is the worse for them. Two at a time, each with a server of its
 * own.
 */
class FaultMatrixTest {
    private static final int LANES = 2;
    private static final int MAX_CONNECTIONS = 30;

    private static final List<Run> RUNS = new ArrayList<>();
    private static final BlockingQueue<FaultyPostgres> SERVERS = new LinkedBlockingQueue<>();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(LANES);

    /** A fault, and what comes of it. */
    record Run(Fault fault, Future<Result> result) {
        @Override
        public String toString() {
            return fault.name();
        }
    }

    @BeforeAll
    static void run() throws Exception {
        PoolWatch.watchAllPools();
        for (Future<?> started : Stream.generate(
                        () -> THREADS.submit(() -> SERVERS.add(new FaultyPostgres(MAX_CONNECTIONS))))
                .limit(LANES)
                .toList()) {
            started.get();
        }
        List<Fault> faults = new ArrayList<>(List.of(Faults.none()));
        faults.addAll(Faults.all());
        for (Fault fault : faults) {
            RUNS.add(new Run(fault, THREADS.submit(() -> run(fault))));
        }
        List<Result> results = new ArrayList<>();
        for (Run run : RUNS) {
            try {
                results.add(run.result().get());
            } catch (ExecutionException e) {
                // its test says so
            }
        }
        FaultMatrix.write(results, SERVERS.element().version());
    }

    private static Result run(Fault fault) throws Exception {
        FaultyPostgres server = SERVERS.take();
        try {
            return FaultRun.of(fault, server);
        } finally {
            SERVERS.add(server);
        }
    }

    @AfterAll
    static void close() {
        PoolWatch.stop();
        THREADS.shutdownNow();
        SERVERS.forEach(FaultyPostgres::close);
    }

    static Stream<Run> runs() {
        return RUNS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void noCallIsTheWorseFor(Run run) throws Exception {
        run.result().get().check();
    }
}
