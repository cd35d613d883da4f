package dev.failfast.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an application and its database on the network, and does to their connections what networks do; to
 * show what an application does then. It knows nothing of what is said, so it serves for any protocol on TCP.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.inFrontOf("localhost", 5432);
 *         Store store = JdbcStore.withOwnPool(proxy.through("jdbc:postgresql://localhost:5432/app"), user, password)) {
 *     proxy.blackHole();
 *     ...
 *     proxy.pass();
 * }
 * }</pre>
 *
 * <p>Faults add up until {@link #pass()} ends all of them. Each connection costs up to five daemon threads. Safe for
 * use by many threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int BACKLOG = 200;

    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private final InetSocketAddress server;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private Change leavePort;
    private boolean refusing;
    private boolean blackHole;
    private boolean closed;
    private long toServerNanos;
    private long toClientNanos;
    private @Nullable String cutAfter;

    private FaultProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        Listener listener = new Listener(0);
        this.leavePort = listener::close;
        this.port = listener.socket.getLocalPort();
    }

    /**
     * A proxy on a free port of the loopback address, through which everything passes as yet.
     *
     * @param host the server's
     * @param port the server's; it need not be there yet
     * @return a proxy
     * @throws IOException if no port could be had
     */
    public static FaultProxy inFrontOf(String host, int port) throws IOException {
        return new FaultProxy(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Where it listens.
     *
     * @return a port of the loopback address, the same until it is closed
     */
    public int port() {
        return port;
    }

    /**
     * The way through here.
     *
     * @param url a URL of the server with {@code //host:port} in it, say {@code jdbc:postgresql://localhost:5432/app}
     * @return the same with this proxy's host and port
     * @throws IllegalArgumentException if there is no {@code //} in it
     */
    public String through(String url) {
        if (!url.contains("//")) {
            throw new IllegalArgumentException("url must have //host:port in it, was " + url);
        }
        return url.replaceFirst("//[^/?;]*", "//" + LOOPBACK.getHostAddress() + ":" + port);
    }

    /** From now on everything passes again, also what a black hole or a delay has kept until now. */
    public void pass() {
        change(() -> {
            blackHole = false;
            toServerNanos = 0;
            toClientNanos = 0;
            cutAfter = null;
            if (refusing) {
                leavePort.run();
                leavePort = new Listener(port)::close;
                refusing = false;
            }
        });
    }

    /** Closes all connections there are, on both sides and in the middle of what they do. New ones pass. */
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /** From now on new connections are refused, as if the server did not run. Those there are stay. */
    public void refuse() {
        change(() -> {
            if (!refusing) {
                leavePort.run();
                leavePort = keepPort()::close;
                refusing = true;
            }
        });
    }

    /**
     * From now on nothing is passed on in either direction. Connections stay, and new ones are accepted. What is sent
     * meanwhile arrives after {@link #pass()}, also from a client that has gone away since, as on a real network.
     */
    public void blackHole() {
        change(() -> blackHole = true);
    }

    /**
     * From now on everything arrives that much later.
     *
     * @param toServer for what clients send
     * @param toClient for what the server answers
     */
    public void delay(Duration toServer, Duration toClient) {
        change(() -> {
            toServerNanos = toServer.toNanos();
            toClientNanos = toClient.toNanos();
        });
    }

    /**
     * The next request of any client reaches the server and is answered, but the answer is lost and that client's
     * connection cut: what the request asked for has happened, and the client cannot know.
     */
    public void cutAfterNextRequest() {
        cutAfterNextRequest("");
    }

    /**
     * As {@link #cutAfterNextRequest()}, but waits for a certain request.
     *
     * @param part ASCII text that stands in it, say {@code "INSERT INTO"}; an encrypted request has no such text
     */
    public void cutAfterNextRequest(String part) {
        change(() -> cutAfter = part);
    }

    /** Closes all connections and stops listening. */
    @Override
    public void close() {
        change(() -> {
            closed = true;
            leavePort.run();
        });
        cut();
    }

    // ---- for its connections

    Socket dial() throws IOException {
        return new Socket(server.getHostString(), server.getPort());
    }

    /** Waits until something may pass that came at the given time. */
    void await(Direction direction, long sinceNanos) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long delay = direction == Direction.TO_SERVER ? toServerNanos : toClientNanos;
                long left = sinceNanos + delay - System.nanoTime();
                if (blackHole) {
                    changed.await();
                } else if (delay > 0 && left > 0) {
                    changed.awaitNanos(left);
                } else {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether this is the request whose answer has to be lost; true once. */
    boolean isToBeCutAfter(String request) {
        lock.lock();
        try {
            if (cutAfter == null || !request.contains(cutAfter)) {
                return false;
            }
            cutAfter = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    // ---- the port

    private final class Listener {
        final ServerSocket socket = new ServerSocket();
        private final Thread accepting;

        Listener(int atPort) throws IOException {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, atPort), BACKLOG);
            accepting = ProxiedConnection.start("accept", this::accept);
        }

        private void accept() throws IOException {
            while (true) {
                ProxiedConnection connection = new ProxiedConnection(FaultProxy.this, socket.accept());
                connections.add(connection);
                connection.start();
                if (socket.isClosed()) {
                    connection.cut(); // came in the same moment
                }
            }
        }

        void close() throws IOException, InterruptedException {
            socket.close();
            accepting.join(); // the port is taken as long as somebody waits there
        }
    }

    /** Bound but not listening: connections are refused, and nobody else gets the port meanwhile. */
    private Socket keepPort() throws IOException {
        Socket placeholder = new Socket();
        placeholder.setReuseAddress(true);
        placeholder.bind(new InetSocketAddress(LOOPBACK, port));
        return placeholder;
    }

    private interface Change {
        void run() throws Exception;
    }

    private void change(Change change) {
        lock.lock();
        try {
            if (!closed) {
                change.run();
                changed.signalAll();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the proxy cannot do this", e);
        } finally {
            lock.unlock();
        }
    }
}
