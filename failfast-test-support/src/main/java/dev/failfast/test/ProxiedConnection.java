package dev.failfast.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.failfast.test.FaultProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection through a {@link FaultProxy}. In each direction one thread reads and another one writes, so
 * that a delay does not add up over what was sent together.
 */
final class ProxiedConnection {
    private static final int BUFFER = 16 * 1024;
    private static final int MOST_WAITING = 256;

    private enum Kind {
        BYTES,
        END,
        RESET
    }

    /** What was read, one character per byte, and when. */
    private record Chunk(Kind kind, String bytes, long nanos) {}

    interface Job {
        void run() throws IOException, InterruptedException;
    }

    private final FaultProxy proxy;
    private final Socket client;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile @Nullable Socket server;
    private volatile boolean losesAnswer;
    private volatile boolean cut;

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    static Thread start(String name, Job job) {
        Thread thread = new Thread(() -> quietly(job), "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    void start() {
        part("dial", () -> {
            proxy.await(Direction.TO_SERVER, System.nanoTime());
            Socket backend = proxy.dial();
            server = backend;
            if (cut) {
                reset(backend); // in the meantime
                return;
            }
            client.setTcpNoDelay(true);
            backend.setTcpNoDelay(true);
            pipe(Direction.TO_SERVER, client, backend);
            pipe(Direction.TO_CLIENT, backend, client);
        });
    }

    /** Closes both sides at once; what is under way is lost. */
    void cut() {
        cut = true;
        close(ProxiedConnection::reset);
    }

    private interface Closing {
        void of(Socket socket) throws IOException;
    }

    private void close(Closing closing) {
        proxy.ended(this);
        quietly(() -> closing.of(client));
        Socket backend = server;
        if (backend != null) {
            quietly(() -> closing.of(backend));
        }
        threads.forEach(Thread::interrupt);
    }

    private void pipe(Direction direction, Socket from, Socket to) {
        BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>(MOST_WAITING);
        part("read", () -> read(from, chunks));
        part("write", () -> write(direction, chunks, to));
    }

    /** A part of this connection, which ends as a whole. */
    private void part(String name, Job job) {
        threads.add(start(name, () -> {
            try {
                job.run();
            } catch (IOException e) {
                cut();
            }
        }));
    }

    private static void read(Socket from, BlockingQueue<Chunk> chunks) throws InterruptedException {
        byte[] buffer = new byte[BUFFER];
        Kind kind;
        do {
            int length = 0;
            try {
                length = from.getInputStream().read(buffer);
                kind = length < 0 ? Kind.END : Kind.BYTES;
            } catch (IOException e) {
                kind = Kind.RESET;
            }
            chunks.put(new Chunk(kind, new String(buffer, 0, Math.max(0, length), ISO_8859_1), System.nanoTime()));
        } while (kind == Kind.BYTES);
    }

    private void write(Direction direction, BlockingQueue<Chunk> chunks, Socket to)
            throws IOException, InterruptedException {
        while (true) {
            Chunk chunk = chunks.take();
            proxy.await(direction, chunk.nanos());
            if (chunk.kind() == Kind.RESET || (direction == Direction.TO_CLIENT && losesAnswer)) {
                cut();
                return;
            }
            if (chunk.kind() == Kind.END) {
                to.shutdownOutput(); // the other side may still have something to say
                if (ends.incrementAndGet() == 2) {
                    close(Socket::close);
                }
                return;
            }
            if (direction == Direction.TO_SERVER && proxy.isToBeCutAfter(chunk.bytes())) {
                losesAnswer = true;
            }
            to.getOutputStream().write(chunk.bytes().getBytes(ISO_8859_1));
        }
    }

    /** Without sending what was not sent yet. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void quietly(Job job) {
        try {
            job.run();
        } catch (IOException | InterruptedException e) {
            // one of both sides has closed the connection, or the proxy is closed
        }
    }
}
