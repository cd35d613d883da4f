package dev.failfast.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int LONG_MILLIS = 20_000;
    private static final int SHORT_MILLIS = 200;

    private final Server server = new Server();
    private final FaultProxy proxy = FaultProxy.inFrontOf("localhost", server.port());

    FaultProxyTest() throws IOException {}

    @BeforeEach
    void passes() throws IOException {
        assertThat(new Client().ask("first")).isEqualTo("answer to first");
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    /** Answers each line with a line. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final List<String> received = new CopyOnWriteArrayList<>();

        Server() throws IOException {
            ProxiedConnection.start("test-server", () -> {
                while (true) {
                    Socket socket = listener.accept();
                    ProxiedConnection.start("test-answers", () -> answer(socket));
                }
            });
        }

        private void answer(Socket socket) throws IOException {
            try (socket) {
                BufferedReader in = reader(socket);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    received.add(line);
                    send(socket, "answer to " + line);
                }
                send(socket, "bye");
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private final class Client {
        final Socket socket;
        private final BufferedReader in;

        Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
            socket.setSoTimeout(LONG_MILLIS);
            in = reader(socket);
        }

        @Nullable
        String ask(String line) throws IOException {
            send(socket, line);
            return in.readLine();
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** An end of the stream, or a reset. */
    private static void assertCut(Client client) {
        assertThatThrownBy(() -> {
                    if (client.ask("is anybody there?") == null) {
                        throw new IOException("the end");
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void whatWasSaidLastArrivesThoughTheSpeakerHasGone() throws IOException {
        Client client = new Client();
        client.socket.shutdownOutput();
        assertThat(client.in.readLine()).isEqualTo("bye");
        assertThat(client.in.readLine()).isNull();
    }

    @Test
    void cutEndsTheConnectionsThereAreAndNoOthers() throws IOException {
        Client before = new Client();
        before.ask("before");
        proxy.cut();
        assertCut(before);
        assertThat(new Client().ask("after")).isEqualTo("answer to after");
    }

    @Test
    void refusesNewConnectionsOnlyAndTakesThemOnTheSamePortAfterwards() throws IOException {
        Client before = new Client();
        before.ask("before");
        proxy.refuse();
        proxy.refuse();
        assertThatThrownBy(Client::new).isInstanceOf(ConnectException.class);
        assertThat(before.ask("meanwhile")).isEqualTo("answer to meanwhile");
        proxy.pass();
        assertThat(new Client().ask("after")).isEqualTo("answer to after");
        proxy.pass();
        assertThat(new Client().ask("again")).isEqualTo("answer to again");
    }

    @Test
    void aBlackHoleSwallowsWhatIsSentUntilItPasses() throws IOException {
        Client before = new Client();
        before.ask("before");
        proxy.blackHole();
        Client meanwhile = new Client();
        for (Client client : List.of(before, meanwhile)) {
            client.socket.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> client.ask("meanwhile")).isInstanceOf(SocketTimeoutException.class);
            client.socket.setSoTimeout(LONG_MILLIS);
        }
        assertThat(server.received).doesNotContain("meanwhile");
        proxy.pass();
        assertThat(before.in.readLine()).isEqualTo("answer to meanwhile");
        assertThat(meanwhile.in.readLine()).isEqualTo("answer to meanwhile");
    }

    @Test
    void whatAClientSentBeforeItGaveUpArrivesLate() throws IOException {
        Client client = new Client();
        client.ask("before");
        proxy.blackHole();
        send(client.socket, "late");
        client.socket.close();
        proxy.pass();
        await().until(() -> server.received.contains("late"));
    }

    @Test
    void delaysEachDirectionAndNotTwiceWhatWasSentTogether() throws IOException {
        Client client = new Client();
        client.ask("before");
        proxy.delay(Duration.ofMillis(300), Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(client.ask("first")).isEqualTo("answer to first");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(500));

        proxy.delay(Duration.ofSeconds(1), Duration.ZERO);
        start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            send(client.socket, "line");
        }
        for (int i = 0; i < 30; i++) {
            assertThat(client.in.readLine()).isEqualTo("answer to line");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
    }

    @Test
    void theServerDoesWhatItWasAskedAndTheAnswerIsLost() throws IOException {
        Client client = new Client();
        Client other = new Client();
        client.ask("before");
        other.ask("before");
        proxy.cutAfterNextRequest();
        assertCut(client);
        assertThat(server.received).contains("is anybody there?");
        assertThat(other.ask("after")).isEqualTo("answer to after");
    }

    @Test
    void theAnswerOfACertainRequestIsLost() throws IOException {
        Client client = new Client();
        proxy.cutAfterNextRequest("anybody");
        assertThat(client.ask("before")).isEqualTo("answer to before");
        assertCut(client);
    }

    @Test
    void aServerThatIsNotThereIsAConnectionThatEnds() throws IOException {
        server.close();
        assertThat(catchThrowable(Client::new)).isNull();
        assertCut(new Client());
    }

    @Test
    void showsTheWayThroughInAUrl() {
        assertThat(proxy.through("jdbc:postgresql://db.example:5432/app?x=//y"))
                .isEqualTo("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/app?x=//y");
        assertThat(proxy.through("jdbc:h2:tcp://localhost/mem:app"))
                .isEqualTo("jdbc:h2:tcp://127.0.0.1:" + proxy.port() + "/mem:app");
        assertThatThrownBy(() -> proxy.through("jdbc:h2:mem:app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("url must have //host:port in it, was jdbc:h2:mem:app");
    }

    @Test
    void whenItIsClosedNothingIsLeftOfIt() throws IOException {
        Client client = new Client();
        client.ask("before");
        proxy.close();
        proxy.close();
        proxy.pass();
        assertCut(client);
        assertThatThrownBy(Client::new).isInstanceOf(ConnectException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.equals("fault-proxy-read") || name.equals("fault-proxy-accept")));
    }
}
