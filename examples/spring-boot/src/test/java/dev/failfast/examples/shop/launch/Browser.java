package dev.failfast.examples.shop.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Chromium without a window, told what to do by the protocol of its own developer tools. */
final class Browser implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final int SECONDS = 30;

    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private Browser(Process process, String address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Messages())
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Where it is: as {@code -Dshop.chromium} says, else where packages put it. */
    static Optional<Path> installed() {
        return Stream.of(
                        System.getProperty("shop.chromium", ""),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What it writes is in that folder. */
    static Browser start(Path executable, Path folder) throws IOException {
        ProcessBuilder chromium = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox", // for root
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--lang=en-GB",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"))
                .redirectErrorStream(true);
        chromium.environment().put("TMPDIR", folder.toString());
        Process process = chromium.start();
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, address), "chromium");
        reader.setDaemon(true);
        reader.start();
        try {
            return new Browser(
                    process, address.orTimeout(SECONDS, TimeUnit.SECONDS).join());
        } catch (RuntimeException e) {
            end(process);
            throw e;
        }
    }

    private static void read(Process process, CompletableFuture<String> address) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                said.append(line).append('\n');
                Matcher match = ADDRESS.matcher(line);
                if (match.find()) {
                    address.complete(match.group(1));
                }
            });
        } catch (IOException | RuntimeException e) {
            said.append(e);
        }
        address.completeExceptionally(new IllegalStateException("Chromium does not start:\n" + said));
    }

    /** Errors of the pages' scripts, and what could not be loaded. */
    Queue<String> complaints() {
        return complaints;
    }

    Page open(URI address) {
        String target = send(null, "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asString();
        String session = send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asString();
        Page page = new Page((method, parameters) -> send(session, method, parameters));
        page.open(address);
        return page;
    }

    private JsonNode send(@Nullable String session, String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = new ConcurrentHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        socket.sendText(json.writeValueAsString(message), true).join();
        return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    waiting.remove(message.get("id").asInt());
            if (answer != null && message.has("error")) {
                answer.completeExceptionally(new IllegalStateException(message.toString()));
            } else if (answer != null) {
                answer.complete(message.get("result"));
            }
        } else if (message.path("method").asString("").equals("Runtime.exceptionThrown")
                || message.at("/params/entry/level").asString("").equals("error")) {
            complaints.add(message.get("params").toString());
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        @SuppressWarnings("NullAway") // null means done
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                take(json.readTree(parts.toString()));
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
        end(process);
    }

    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
    }
}
