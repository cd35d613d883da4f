package dev.failfast.jdbc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * On the network between a PostgreSQL driver and its server: counts round trips, which are the messages after which the
 * driver waits for an answer. What a pool does to set up a connection, before the first statement on our table, or to
 * see whether it is alive is not counted.
 */
final class WireTap implements AutoCloseable {
    private final List<String> roundTrips = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final URI server;

    /** In front of the server that the URL names. */
    WireTap(String url) throws IOException {
        server = URI.create(url.substring("jdbc:".length()));
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The URL of the same database, through here, in clear text. */
    String url() {
        return "jdbc:postgresql://localhost:" + listener.getLocalPort() + server.getPath()
                + "?sslmode=disable&gssEncMode=disable";
    }

    /** The SQL of each. Complete as soon as the driver has its answer. */
    List<String> roundTrips() {
        return roundTrips;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Job {
        void run() throws IOException;
    }

    private static void start(Job job) {
        Thread thread = new Thread(() -> {
            try {
                job.run();
            } catch (IOException e) {
                // one of both sides has closed the connection
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket backend = new Socket(server.getHost(), server.getPort());
            client.setTcpNoDelay(true);
            backend.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(backend);
            start(() -> new Frontend().pass(client.getInputStream(), backend.getOutputStream()));
            start(() -> {
                backend.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
        }
    }

    /** The messages of one client. */
    private final class Frontend {
        private final Map<String, String> prepared = new HashMap<>();
        private String bound = "";
        private boolean setUp = true;

        void pass(InputStream from, OutputStream to) throws IOException {
            DataInputStream in = new DataInputStream(new BufferedInputStream(from));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
            int startup = in.readInt();
            out.writeInt(startup);
            out.write(in.readNBytes(startup - 4));
            while (true) {
                if (in.available() == 0) {
                    out.flush();
                }
                int type = in.read();
                if (type < 0) {
                    out.close();
                    return;
                }
                int length = in.readInt();
                byte[] body = in.readNBytes(length - 4);
                look((char) type, body);
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
            }
        }

        private void look(char type, byte[] body) {
            switch (type) {
                case 'P' -> prepared.put(text(body, 0), text(body, 1));
                case 'B' -> bound = prepared.getOrDefault(text(body, 1), "?");
                case 'Q' -> count(text(body, 0));
                case 'S' -> count(bound);
                case 'H' -> count("flush " + bound);
                default -> {}
            }
        }

        private void count(String sql) {
            setUp &= !sql.contains("broken_services");
            if (!setUp && !sql.isEmpty()) {
                roundTrips.add(sql);
            }
        }

        /** The texts of a message end with a zero each. */
        private String text(byte[] body, int index) {
            return new String(body, StandardCharsets.UTF_8).split("\0", -1)[index];
        }
    }
}
