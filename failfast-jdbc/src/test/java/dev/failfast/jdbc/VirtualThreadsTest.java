package dev.failfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failfast.Breaker;
import dev.failfast.FailfastException;
import dev.failfast.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand virtual threads in guarded calls. What pins one to its carrier is on top of its stack, so there must be
 * no {@code jdk.VirtualThreadPinned}, however short, whose first frame outside of the JDK is one of the library, but
 * for the loading of classes. That the library holds no monitor while it calls a driver, which would pin before JDK 24,
 * is what {@link MonitorsTest} shows on every JDK.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private static final int THREADS = 10_000;
    private static final int SECONDS = 120;

    /** What the JVM does once for a class or a call site, whoever comes first. */
    private static final Pattern LOADING = Pattern.compile(
            "java\\.lang\\.ClassLoader|jdk\\.internal\\.loader\\..*|java\\.lang\\.invoke\\.MethodHandleNatives");

    private final Events events = new Events();
    private final AutoCloseables open = new AutoCloseables();

    /** Waits while it is initialised, which pins on every JDK: shows that the recording tells. */
    private static final class PinnedOnPurpose {
        private static final boolean DONE = pin();

        private static boolean pin() {
            LockSupport.parkNanos(1_000_000);
            return true;
        }
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    @Test
    void areNotPinnedByTheLibrary(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            for (TestDatabase kind : List.of(TestDatabase.H2, TestDatabase.POSTGRES_NEWEST)) {
                Database database = Database.shared(kind);
                JdbcStore store = open.add(database.host()
                        .timeout(Duration.ofMinutes(1))
                        .listener(events)
                        .build());
                herd(store, database, 100); // so that classes are initialised, which pins
                if (recording.getState() == RecordingState.NEW) {
                    recording.start();
                }
                herd(store, database, THREADS / 3);
            }
            inVirtualThreads(List.of(() -> PinnedOnPurpose.DONE));
            recording.stop();
            recording.dump(file);
        }
        List<String> culprits = RecordingFile.readAllEvents(file).stream()
                .filter(event -> types(event).noneMatch(LOADING.asMatchPredicate()))
                .map(VirtualThreadsTest::firstOutsideTheJdk)
                .toList();
        String onPurpose = PinnedOnPurpose.class.getName();
        assertThat(culprits).as("that the recording tells").contains(onPurpose);
        assertThat(culprits).noneMatch(culprit -> culprit.startsWith("dev.failfast.") && !culprit.equals(onPurpose));
        assertThat(events.list()).as("outages").isEmpty();
    }

    /** As many in a service that is well, in one that fails, and in one that is due for a probe. */
    private static void herd(JdbcStore store, Database database, int threads) throws Exception {
        Breaker well = Breaker.named(Database.newName()).store(store).build();
        Breaker failing = Breaker.named(Database.newName())
                .store(store)
                .openFor(Duration.ofHours(1)) // longer than this takes
                .build();
        Breaker probed = Breaker.named(Database.newName()).store(store).build();
        database.insert(probed.name(), -1);
        CountDownLatch inside = new CountDownLatch(threads);
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            calls.add(() -> well.call(() -> {
                inside.countDown();
                return inside.await(SECONDS, TimeUnit.SECONDS) ? "all inside" : "alone";
            }));
            calls.add(() -> outcome(failing, () -> {
                throw new IllegalStateException("failure");
            }));
            calls.add(() -> outcome(probed, () -> "answer"));
        }
        Map<String, Long> outcomes = inVirtualThreads(calls).stream()
                .collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()));
        assertThat(outcomes).containsEntry("all inside", (long) threads).containsKeys("failure", "answer");
        assertThat(outcomes.keySet()).isSubsetOf("all inside", "failure", "answer", "rejected");
        assertThat(outcome(failing, () -> "answer")).isEqualTo("rejected");
    }

    private static String outcome(Breaker breaker, Supplier<String> call) {
        try {
            return breaker.get(call);
        } catch (FailfastException e) {
            return "rejected";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static <T> List<T> inVirtualThreads(List<Callable<T>> calls) throws Exception {
        // By reflection, since the tests are compiled for Java 17.
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls, SECONDS, TimeUnit.SECONDS)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String firstOutsideTheJdk(RecordedEvent event) {
        return types(event)
                .filter(type -> !type.matches("(java|javax|jdk|sun)\\..*"))
                .findFirst()
                .orElse("");
    }

    /** Of the frames on the stack, from its top. */
    private static Stream<String> types(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName());
    }
}
